import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Asks for paths of this machine's port over so many connections, each one request at a time, for so many milliseconds.
 * Answers how many answers came. They are told from each other by the end of their heads, so they must have no body.
 *
 * @throws when an answer is no 301
 */
export async function follow(
  port: number,
  pathOf: (connection: number) => string,
  { connections, ms }: { connections: number; ms: number },
): Promise<number> {
  const until = performance.now() + ms;
  const counts = await Promise.all(
    Array.from({ length: connections }, (_, n) => askUntil(port, pathOf(n), until)),
  );
  return counts.reduce((all, count) => all + count, 0);
}

function askUntil(port: number, path: string, until: number): Promise<number> {
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: en\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    let [count, text] = [0, ''];
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setNoDelay(true);
    socket.on('error', reject).on('data', chunk => {
      text += chunk.toString('latin1');
      if (!text.endsWith(HEAD_END)) return;
      if (!text.startsWith('HTTP/1.1 301 ')) return void socket.destroy(new Error(`no 301 but ${text}`));
      [count, text] = [count + 1, ''];
      if (performance.now() < until) socket.write(request);
      else socket.end(() => resolve(count));
    });
  });
}
