#!/usr/bin/env node
// The command is TypeScript; this file only teaches Node to read it.
import 'tsx';

await import('./main.ts');
