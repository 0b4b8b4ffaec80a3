import { run } from '../bundled.mjs';

await run('local/start/main.ts');
