import { expect, test } from '@jest/globals';
import { contentTypeOf } from '../../../core/app/content-type.ts';

const BINARY = Buffer.from([0x89, 0x50, 0x00, 0xff]);
const utf8 = 'text/plain; charset=utf-8';

// By https://www.iana.org/assignments/media-types, and each owner's own words for names without an ending.
test.each<[path: string, content: string | Buffer, type: string]>([
  ['index.html', '<p>', 'text/html; charset=utf-8'],
  ['a.js', '', 'text/javascript; charset=utf-8'],
  ['a.mjs', '', 'text/javascript; charset=utf-8'],
  ['a.css', '', 'text/css; charset=utf-8'],
  ['sitemap.xml', '<x/>', 'application/xml; charset=utf-8'],
  ['site.webmanifest', '{}', 'application/manifest+json'],
  ['main.js.map', '{}', 'application/json'],
  ['a.wasm', BINARY, 'application/wasm'],
  ['favicon.ico', BINARY, 'image/x-icon'],
  ['a.svg', '<svg/>', 'image/svg+xml; charset=utf-8'],
  ['PHOTO.JPG', BINARY, 'image/jpeg'],
  ['a.avif', BINARY, 'image/avif'],
  ['a.woff2', BINARY, 'font/woff2'],
  ['a.eot', BINARY, 'application/vnd.ms-fontobject'],
  ['a.mp3', BINARY, 'audio/mpeg'],
  ['a.m4a', BINARY, 'audio/mp4'],
  ['a.mov', BINARY, 'video/quicktime'],
  ['a.vtt', 'WEBVTT', 'text/vtt; charset=utf-8'],
  ['a.vcf', 'BEGIN:VCARD', 'text/vcard; charset=utf-8'],
  ['a.epub', BINARY, 'application/epub+zip'],
  ['a.yaml', 'a: 1', 'text/yaml; charset=utf-8'],
  ['a.glb', BINARY, 'model/gltf-binary'],
  ['a.geojson', '{}', 'application/geo+json'],
  ['latin.csv', Buffer.from('caf\xe9', 'latin1'), 'text/csv'],
  ['model.onnx', 'text, as it happens', 'application/octet-stream'],
  ['.well-known/apple-app-site-association', BINARY, 'application/json'],
  ['.well-known/openid-configuration', ' \n{"issuer":"x"}', 'application/json'],
  ['.well-known/matrix/server', '[1]', 'application/json'],
  ['folder.with.dots/LICENSE', 'MIT', utf8],
  ['LICENSE', '{ not JSON', utf8],
  ['blob', BINARY, 'application/octet-stream'],
  ['empty', '', utf8],
])('%s is %3$s', (path, content, type) => {
  expect(contentTypeOf(path, Buffer.from(content))).toBe(type);
});
