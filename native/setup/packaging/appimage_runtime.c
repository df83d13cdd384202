/* Stands in for the AppImage runtime where it cannot be had, in packages for tests: unpacks the squashfs that follows
   this program in its own file with the system's unsquashfs, runs AppRun in it, and removes it again. */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a program and waits; its exit code, or 1 where it did not end by itself. */
static int run(char *const arguments[]) {
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    execvp(arguments[0], arguments);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) return 1;
  return WEXITSTATUS(status);
}

/* Where the ELF file ends, and the squashfs begins; 0 where it cannot be read. */
static unsigned long end_of_program(const char *file) {
  Elf64_Ehdr header;
  int opened = open(file, O_RDONLY | O_CLOEXEC);
  if (opened < 0) return 0;
  ssize_t got = read(opened, &header, sizeof header);
  close(opened);
  if (got != (ssize_t)sizeof header) return 0;
  return header.e_shoff + (unsigned long)header.e_shentsize * header.e_shnum;
}

int main(int argc, char **argv) {
  (void)argc;
  char self[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) return 1;
  self[length] = 0;
  unsigned long offset = end_of_program(self);
  const char *temporary = getenv("TMPDIR");
  char folder[PATH_MAX];
  snprintf(folder, sizeof folder, "%s/kiosk_appimage_XXXXXX", temporary != NULL ? temporary : "/tmp");
  if (offset == 0 || mkdtemp(folder) == NULL) return 1;

  char start[32];
  snprintf(start, sizeof start, "%lu", offset);
  char *unpack[] = {"unsquashfs", "-q", "-n", "-f", "-o", start, "-d", folder, self, NULL};
  if (run(unpack) != 0) return 1;

  char working[PATH_MAX], entry[PATH_MAX + 16];
  setenv("APPIMAGE", self, 1);
  setenv("APPDIR", folder, 1);
  setenv("ARGV0", argv[0], 1);
  if (getcwd(working, sizeof working) != NULL) setenv("OWD", working, 1);
  snprintf(entry, sizeof entry, "%s/AppRun", folder);
  argv[0] = entry;
  int code = run(argv);

  char *remove[] = {"rm", "-rf", folder, NULL};
  run(remove);
  return code;
}
