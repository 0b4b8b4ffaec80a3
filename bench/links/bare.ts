import { createServer } from 'node:http';
import { freePort } from '../render/program.ts';
import { serving } from './served.ts';

/** The least that answers a follow: node:http with one 301 for all. */
const server = createServer((_request, response) =>
  response.writeHead(301, { location: 'https://example.com/landing', 'content-length': '0' }).end(),
);
const port = await freePort(server);
serving({ port }, async () => {
  server.closeAllConnections();
  server.close();
});
