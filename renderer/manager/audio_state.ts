/** How long a loudspeaker may take to begin. */
const BEGIN_WITHIN_MS = 2_000;

/** Whether this computer can play tones now, and through how many outputs; labels are not asked for. */
export async function audioState(): Promise<{ readonly isRunning: boolean; readonly outputs: number }> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const outputs = devices.filter(({ kind }) => kind === 'audiooutput').length;
  const context = new AudioContext();
  try {
    const late = new Promise<void>((resolve) => setTimeout(resolve, BEGIN_WITHIN_MS));
    await Promise.race([context.resume(), late]);
    return { isRunning: context.state === 'running', outputs: Math.min(outputs, 100) };
  } finally {
    await context.close();
  }
}
