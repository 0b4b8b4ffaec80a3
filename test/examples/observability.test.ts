import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDER = 'examples/observability';
const read = (path: string) => readFileSync(path, 'utf8');
const compose = read(`${FOLDER}/docker-compose.yml`);
const GUIDE = read('docs/grafana.md');

test('what is fetched is pinned to a version', () => {
  const images = [...compose.matchAll(/^ +image: (.+)$/gm)].map(([, image = '']) => image);
  expect(images).toEqual([
    expect.stringMatching(/^grafana\/loki:\d+\.\d+\.\d+$/),
    expect.stringMatching(/^grafana\/grafana:\d+\.\d+\.\d+$/),
  ]);
});

test('nobody but this machine reaches it', () => {
  const ports = [...compose.matchAll(/^ +ports: \["(.+)"\]$/gm)].map(([, port = '']) => port);
  expect(ports).toEqual(['127.0.0.1:3100:3100', '127.0.0.1:3000:3000']);
});

test('what is mounted is there, or made by what the guide calls first', () => {
  const mounts = [...compose.matchAll(/^ +(?:- |source: )(\.[./\w-]+)/gm)].map(([, path = '']) => path);
  expect(mounts).toEqual(['./loki.yml', '../../infra/grafana/provisioning', '../../dist/dashboards']);
  for (const path of mounts.slice(0, 2)) expect(existsSync(join(FOLDER, path))).toBe(true);
  expect(GUIDE.indexOf('npm run dashboards')).toBeLessThan(GUIDE.indexOf('docker compose'));
});

test('Grafana finds Loki and the dashboards where they are', () => {
  const provisioning = 'infra/grafana/provisioning';
  expect(read(`${provisioning}/datasources/signpost.yml`)).toContain('url: $LOKI_URL\n');
  expect(compose).toContain('LOKI_URL: http://loki:3100\n');
  expect(read(`${FOLDER}/loki.yml`)).toContain('http_listen_port: 3100\n');
  const [, path = 'none'] = /^ +path: (\S+)$/m.exec(read(`${provisioning}/dashboards/signpost.yml`)) ?? [];
  expect(compose).toContain(`target: ${path}\n`);
});

test('the guide names this file, and an option of npm start', () => {
  expect(GUIDE).toContain(`docker compose -f ${FOLDER}/docker-compose.yml up -d\n`);
  expect(GUIDE).toContain('npm start -- --loki http://localhost:3100\n');
  expect(read('local/start/main.ts')).toContain('--loki URL ');
});
