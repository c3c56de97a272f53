/** Opens a page in the person's browser where there is a display; elsewhere, and in CI, it does nothing. */
export async function openBrowser(address: string, env: NodeJS.ProcessEnv): Promise<void> {
  const display = process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  if (!display || env.CI) return;
  const { default: open } = await import('open');
  // A browser that does not start is no failure: the address was printed.
  await open(address).catch(() => undefined);
}
