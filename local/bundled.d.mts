export const PROGRAMS: Readonly<Record<string, string>>;
export function run(entry: string): Promise<void>;
export function bundled(root: string, entry: string, folder: string): Promise<string>;
