import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { BrowserGone, CallFailed, CallTimeout, CdpConnection } from '../../../core/browser/cdp.ts';

/** A connection, what was written to the browser, and a way to speak as the browser. */
function connected() {
  const [output, input] = [new PassThrough(), new PassThrough()];
  const connection = new CdpConnection(output, input);
  const asked = () => output.read()?.toString();
  return { connection, asked, say: (text: string | Buffer) => input.write(text), end: () => input.destroy() };
}

const version = { product: 'Chrome/147', userAgent: 'é' };

test('a call is one JSON text ended by a zero byte', () => {
  const { connection, asked } = connected();
  void connection
    .session('S')
    .send('Page.enable', {})
    .catch(() => undefined);
  expect(asked()).toBe('{"id":1,"method":"Page.enable","params":{},"sessionId":"S"}\0');
  connection.close();
});

test('an answer cut anywhere, even within a letter, is put together', async () => {
  const bytes = Buffer.from(`${JSON.stringify({ id: 1, result: version })}\0`);
  for (let cut = 1; cut < bytes.length; cut++) {
    const { connection, say } = connected();
    const call = connection.session().send('Browser.getVersion', {});
    say(bytes.subarray(0, cut));
    say(bytes.subarray(cut));
    expect(await call).toEqual(version);
  }
});

test('several messages in one piece reach whom they are for', async () => {
  const { connection, say } = connected();
  const crashed: string[] = [];
  for (const id of ['A', 'B']) connection.session(id).on('Inspector.targetCrashed', () => crashed.push(id));
  const call = connection.session('A').send('Page.enable', {});
  say('{"method":"Inspector.targetCrashed","sessionId":"B"}\0{"id":1,"error":{"message":"no such thing"}}\0');
  await expect(call).rejects.toThrow(new CallFailed('no such thing'));
  expect(crashed).toEqual(['B']);
});

test('who asks to hear of an answer at once hears of it in its turn among events that come with it', async () => {
  const { connection, say } = connected();
  const session = connection.session('A');
  const heard: string[] = [];
  session.on('Inspector.targetCrashed', () => heard.push('event'));
  const calls = [1, 2].map(n => session.send('Page.enable', {}, 1_000, () => heard.push(`answer ${n}`)));
  const event = '{"method":"Inspector.targetCrashed","sessionId":"A"}\0';
  say(`${event}{"id":1,"result":{}}\0${event}{"id":2,"error":{"message":"no"}}\0${event}`);
  await Promise.allSettled(calls);
  expect(heard).toEqual(['event', 'answer 1', 'event', 'answer 2', 'event']);
});

test('no answer in time: CallTimeout, and the late answer is nobody’s', async () => {
  const { connection, say } = connected();
  await expect(connection.session().send('Page.enable', {}, 10)).rejects.toThrow(CallTimeout);
  say('{"id":1,"result":{}}\0');
});

test('the pipe closes: BrowserGone for the calls that wait, and for later ones', async () => {
  const { connection, end } = connected();
  const call = connection.session().send('Page.enable', {});
  end();
  await expect(call).rejects.toThrow(BrowserGone);
  await connection.closed;
  await expect(connection.session().send('Page.enable', {})).rejects.toThrow(BrowserGone);
});
