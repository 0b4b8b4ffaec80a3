import { beforeAll, describe, expect, test } from '@jest/globals';
import { matchesPattern } from '../../core/path-pattern.ts';
import { addSiteApis } from '../../infra/site-apis.cjs';
import { addSiteFiles, behavioursLeft, filePattern, filePatterns } from '../../infra/site-files.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { CONTAINER, HTML_PAGES, packagedVariant } from './project.ts';

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
}, 300_000);

interface Behaviour {
  PathPattern: string;
  TargetOriginId: string;
  FunctionAssociations?: unknown;
  LambdaFunctionAssociations?: unknown;
}
const configOf = ({ Resources }: Template) =>
  Resources.Site?.Properties?.DistributionConfig as {
    DefaultCacheBehavior: Behaviour;
    CacheBehaviors: (Behaviour | { 'Fn::If': [string, Behaviour, unknown] })[];
  };
const behavioursOf = (some: Template) =>
  configOf(some).CacheBehaviors.map(each => ('Fn::If' in each ? each['Fn::If'][1] : each));
/** Whose path it is, by CloudFront's rule: the first pattern that covers it. */
const ownerOf = (path: string, some = template) =>
  behavioursOf(some).find(({ PathPattern }) => matchesPattern(PathPattern, path))?.TargetOriginId ?? 'pages';

test.each<[owner: string, ...paths: string[]]>([
  [
    'assets',
    '/.well-known/apple-app-site-association',
    '/google0123456789abcdef.html',
    '/guide/index.html',
    '/a.htm',
  ],
  [
    'assets',
    '/fonts/a.ttf',
    '/a.otf',
    '/a.woff',
    '/a.woff2',
    '/film.webm',
    '/a.webp',
    '/a.mp3',
    '/a.mp4',
    '/a.m4a',
  ],
  [
    'assets',
    '/a.ogg',
    '/a.oga',
    '/a.wav',
    '/a.vtt',
    '/a.zip',
    '/a.tar.gz',
    '/a.csv',
    '/a.pdf',
    '/a.md',
    '/a.yaml',
  ],
  ['assets', '/a.wasm', '/a.glb', '/a.gltf', '/a.bin', '/a.geojson', '/assets/LICENSE', '/static/x'],
  ['assets', '/wp-login.php', '/.env', '/sub/.env.local', '/.git/config'],
  ['site-api', '/api/x', '/api/file.html', '/api/a.json'],
  ['snapshot-or-render', '/index.html'],
  // Some of these are files to the function there: core/file-endings.ts.
  [
    'pages',
    '/',
    '/users/j.doe',
    '/v1.2/guide',
    '/wiki/Mercury.v2',
    '/wiki/.NET',
    '/a.html/b',
    '/assets',
    '/A.HTML',
    '/a.docx',
  ],
])('%s has %s %s %s', (owner, ...paths) => {
  for (const path of paths) expect([path, ownerOf(path)]).toEqual([path, owner]);
});

test('no function runs for a file, and /index.html is a page as every other', () => {
  const { DefaultCacheBehavior } = configOf(template);
  const shell = behavioursOf(template).find(({ PathPattern }) => PathPattern === '/index.html');
  expect(shell).toEqual({ ...DefaultCacheBehavior, PathPattern: '/index.html' });
  expect(shell?.LambdaFunctionAssociations).toHaveLength(2);
  for (const each of behavioursOf(template).filter(({ TargetOriginId }) => TargetOriginId === 'assets')) {
    expect(each).not.toHaveProperty('FunctionAssociations');
    expect(each).not.toHaveProperty('LambdaFunctionAssociations');
  }
});

describe('the setting siteFiles', () => {
  const withFiles = (some: Template, ...written: string[]) => {
    const changed = structuredClone(some);
    addSiteFiles(changed, written);
    return changed;
  };

  test('gives a path, a folder or an ending to the bucket, after the APIs', () => {
    const more = withFiles(template, '/LICENSE', '/models/*', '*.proto', '/api/openapi', '*.js', '/LICENSE');
    for (const path of ['/LICENSE', '/models/', '/models/a/b', '/x/y.proto'])
      expect(ownerOf(path, more)).toBe('assets');
    for (const path of ['/LICENSE/a', '/a/LICENSE', '/models', '/x.proto/y'])
      expect(ownerOf(path, more)).toBe('pages');
    expect(ownerOf('/api/openapi', more)).toBe('site-api');
    expect(behavioursLeft(template) - behavioursLeft(more)).toBe(4); // what is there already is not there twice
    const [added, usual] = ['/LICENSE', '*.js'].map(own =>
      behavioursOf(more).find(each => each.PathPattern === own),
    );
    expect(added).toEqual({ ...usual, PathPattern: '/LICENSE' });
  });

  test.each([
    ['/downloads/LICENSE de l’éditeur', '/downloads/LICENSE*de*l*diteur'],
    ['/a+b (1)', '/a*b*1*'],
    ['/models/*', '/models/*'],
    ['*.proto', '*.proto'],
  ])('%s is the pattern %s, which covers each spelling', (written, pattern) => {
    expect(filePattern(written)).toBe(pattern);
    for (const spelling of [written, encodeURI(written), encodeURIComponent(written).replaceAll('%2F', '/')])
      expect(matchesPattern(pattern, spelling)).toBe(true);
  });

  test.each(['LICENSE', '', '/', '/*', '*', '*.*', '/é', '*models/x', 7, null])('%j is refused', written => {
    expect(() => filePattern(written as string)).toThrow(
      `${JSON.stringify(written)} is no path of files; expected one such as /downloads/LICENSE, /models/* or *.proto`,
    );
  });

  test('a path that is longer than CloudFront takes is refused', () => {
    expect(filePattern(`/${'a'.repeat(254)}`)).toHaveLength(255);
    expect(() => filePattern(`/${'a'.repeat(255)}`)).toThrow(
      'is longer than CloudFront takes, 255 characters',
    );
  });

  test('is told to what renders and, by the outputs, to whoever uploads', async () => {
    const { template: withContainer } = await packagedVariant(CONTAINER);
    const more = withFiles(withContainer, '/LICENSE');
    const all = filePatterns(more).join();
    expect(all).toMatch(/^\/LICENSE,\/assets\/\*,.*\*\.js,/);
    const { RenderLambdaFunction, FargateTask } = more.Resources;
    expect(RenderLambdaFunction?.Properties?.Environment).toMatchObject({ Variables: { SITE_FILES: all } });
    expect(FargateTask?.Properties?.ContainerDefinitions).toMatchObject([
      { Environment: expect.arrayContaining([{ Name: 'SITE_FILES', Value: all }]) },
    ]);
    expect(more.Outputs).toMatchObject({
      SiteFilePaths: { Value: all },
      SiteBehavioursLeft: { Value: String(behavioursLeft(withContainer) - 1) },
    });
  }, 300_000);
});

describe('CloudFront takes 75 behaviours', () => {
  test('of which 28 are left, as many as the settings take: fourteen APIs', () => {
    expect(behavioursLeft(template)).toBe(28);
    const full = structuredClone(template);
    addSiteApis(
      full,
      Array.from({ length: 14 }, (_, i): [string, string] => [`/v${i}`, 'api.example.com']),
    );
    expect(configOf(full).CacheBehaviors).toHaveLength(74); // and the default one
  });

  test('with htmlPages 32 are, and what ends in .html is a page', async () => {
    const { template: pages } = await packagedVariant(HTML_PAGES);
    for (const path of ['/about.html', '/a.htm', '/index.html', '/app/index.html'])
      expect(ownerOf(path, pages)).toBe('pages');
    expect(ownerOf('/proof.html', pages)).toBe('assets');
    expect(behavioursLeft(pages)).toBe(31);
  }, 300_000);
});
