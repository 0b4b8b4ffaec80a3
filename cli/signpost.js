#!/usr/bin/env node
import { run } from '../local/bundled.mjs';

await run('cli/main.ts');
