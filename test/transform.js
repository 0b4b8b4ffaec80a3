import { transform } from 'esbuild';

// Types are checked by `tsc` in the same `npm test`; here they are only removed.
export default {
  processAsync: async (source, path) => {
    const { code, map } = await transform(source, {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      format: 'esm',
      target: 'node20',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      sourcemap: 'both',
      sourcefile: path,
    });
    return { code, map };
  },
};
