import { build, type Metafile, type Plugin, type TransformOptions, transform } from 'esbuild';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
export const MAX_FUNCTION_BYTES = 10_240;

/**
 * The language of runtime 2.0: ES5.1 and what is listed. Whatever esbuild can't write in that stops the build.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const language: TransformOptions = {
  target: 'es5',
  supported: { arrow: true, 'const-and-let': true, 'template-literal': true },
  // A pattern that ES5 can't read would otherwise be put off until the function runs.
  logOverride: { 'unsupported-regexp': 'error' },
};

/** The runtime has the module by its bare name and loads it by `require`; around a `require` in a file esbuild would put a shim. */
const crypto: Plugin = {
  name: 'crypto',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: 'crypto', namespace: 'cloudfront' }));
    onLoad({ filter: /./, namespace: 'cloudfront' }, () => ({
      contents: 'export const createHash = name => cloudfrontCrypto.createHash(name);',
    }));
  },
};

/**
 * The code of a CloudFront Function, one script with a global `handler` and no module; and what it is made of.
 *
 * @param entry a file that exports `handler`
 * @throws an error when it holds what the runtime can't read, or is too large
 */
export async function cloudFrontFunction(
  entry: string,
  define: Record<string, string>,
): Promise<{ code: string; contents: Metafile['outputs'][string] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    define,
    metafile: true,
    plugins: [crypto],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'warning',
  });
  // In a second step, since only by now what the function does not use is gone.
  const module = await transform(outputFiles[0]?.text ?? '', {
    ...language,
    minify: true,
    charset: 'ascii',
    banner: "const cloudfrontCrypto=require('crypto');",
    sourcefile: `${entry}, bundled`,
    logLevel: 'silent', // the error it throws says it all
  });
  const code = module.code
    .trim()
    .replace(
      /export\{([\w$]+) as handler\};$/,
      (_, name) => `function handler(event){return ${name}(event)}`,
    );
  if (!code.endsWith('(event)}')) throw new Error(`${entry} must export handler, and nothing else.`);
  const size = Buffer.byteLength(code);
  if (size > MAX_FUNCTION_BYTES)
    throw new Error(
      `${entry} is ${size} bytes as a CloudFront Function, and CloudFront takes ${MAX_FUNCTION_BYTES}.`,
    );
  const [contents] = Object.values(metafile.outputs);
  if (!contents) throw new Error(`${entry} was not built`);
  return { code, contents };
}
