/** The part of sd-notify that the agent uses; the package has no types of its own. */
declare module 'sd-notify' {
  const notify: {
    ready(): void;
    watchdog(): void;
    sendStatus(text: string): void;
    /** Handed through to the native part, which wants the process's ID. */
    stopping(pid: number): void;
  };
  // biome-ignore lint/style/noDefaultExport: a CommonJS module is its default.
  export default notify;
}
