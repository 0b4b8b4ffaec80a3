/** What the commands share of the process they run in. */
export interface Shell {
  /** The project's folder. */
  root: string;
  /** The exit status, once a command has ended. */
  status: number;
}
