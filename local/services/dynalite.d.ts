/** DynamoDB's API on a LevelDB, in memory or under `path`. The package has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Where the tables are kept; in memory without it. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  const dynalite: (options?: Options) => Server;
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, its module is this function
  export default dynalite;
}
