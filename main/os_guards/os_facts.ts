/** What a Linux machine says of itself, as its own files have it; null: a file is not there or cannot be read. */
export interface LinuxFacts {
  readonly system: 'linux';
  readonly isRoot: boolean;
  readonly hasSandbox: boolean;
  readonly hasGuardian: boolean;
  /** `/proc/self/cgroup`: names the unit that the kiosk was started by. */
  readonly ownUnit: string | null;
  /** The desktops that the session belongs to, with colons between them, as `XDG_CURRENT_DESKTOP` or `DESKTOP_SESSION` says. */
  readonly desktop: string;
  readonly display: 'x11' | 'wayland' | null;
  /** The names of all processes, as the kernel cuts them to 15 characters. */
  readonly processes: readonly string[];
  /** Every configuration file of the X server. */
  readonly serverConfigurations: readonly string[];
  /** `/etc/default/keyboard` */
  readonly keyboard: string | null;
  /** `/proc/sys/kernel/sysrq` */
  readonly systemRequest: string | null;
  /** What `ctrl-alt-del.target` is a link to; null: it is as it comes, and restarts the machine. */
  readonly restartTarget: string | null;
  readonly hasSystemd: boolean;
  readonly deviceRules: readonly string[];
  /** Null: which areas there are cannot be told. */
  readonly swapAreas: readonly { readonly isSafe: boolean | null }[] | null;
  /** `/proc/self/limits` */
  readonly limits: string | null;
  /** `/proc/sys/kernel/core_pattern` */
  readonly corePattern: string | null;
  readonly diskIsEncrypted: boolean | null;
}

/** What a Windows machine says of itself, as its own tools print it; null: a tool does not answer. */
export interface WindowsFacts {
  readonly system: 'windows';
  readonly hasSandbox: boolean;
  readonly hasGuardian: boolean;
  /** `tasklist /fo csv /nh` */
  readonly tasks: string | null;
  /** `whoami /groups` */
  readonly groups: string | null;
  /** `reg query` of Winlogon's `AutoAdminLogon`. */
  readonly automaticLogon: string | null;
}

/** A system that is not asked. */
export interface OtherFacts {
  readonly system: 'other';
  readonly hasSandbox: boolean;
  readonly hasGuardian: boolean;
}

/** What the guards of the operating system are told by. */
export type OsFacts = LinuxFacts | WindowsFacts | OtherFacts;
