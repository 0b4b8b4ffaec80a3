/** Small files of the kinds that browsers decode: a font with one letter, a picture, a second of silence. */

export const PHOTO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#246"/></svg>';

const RATE = 8_000;

/** Spec: https://www.rfc-editor.org/rfc/rfc2361 and http://soundfile.sapp.org/doc/WaveFormat/ */
export const TONE = (() => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + RATE, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(RATE, 40);
  return Buffer.concat([header, Buffer.alloc(RATE, 128)]);
})();

const u16 = (...values: number[]) =>
  Buffer.from(values.flatMap(value => [(value >> 8) & 0xff, value & 0xff]));
const u32 = (...values: number[]) =>
  Buffer.concat(values.map(value => u16(Math.floor(value / 0x10000), value % 0x10000)));

const UNITS = 1_000;
/** A triangle: three points on its line, each two numbers away from the one before. */
const TRIANGLE = Buffer.concat([
  u16(1, 0, 0, 500, 700, 2, 0),
  Buffer.from([1, 1, 1]),
  u16(0, 250, 250, 0, 700, -700),
  Buffer.of(0),
]);
const NAMES = ['Harbour', 'Regular', 'Harbour Regular', 'Harbour-Regular'];
const NAME_IDS = [1, 2, 4, 6];

/** Its tables in their order. Spec: https://learn.microsoft.com/typography/opentype/spec/otff */
const TABLES: Readonly<Record<string, Buffer>> = {
  'OS/2': Buffer.concat([
    u16(1, 500, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0),
    Buffer.alloc(10),
    u32(1, 0, 0, 0),
    Buffer.from('SIGN'),
    u16(0x40, 0x41, 0x41, 700, -200, 90, 700, 200),
    u32(1, 0),
  ]),
  cmap: Buffer.concat([
    u16(0, 1, 3, 1),
    u32(12),
    u16(4, 32, 0, 4, 4, 1, 0, 0x41, 0xffff, 0, 0x41, 0xffff, 1 - 0x41, 1, 0, 0),
  ]),
  glyf: TRIANGLE,
  head: Buffer.concat([
    u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
    u16(0, UNITS),
    Buffer.alloc(16),
    u16(0, 0, 500, 700, 0, 8, 2, 0, 0),
  ]),
  hhea: Buffer.concat([u32(0x10000), u16(700, -200, 90, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, 2)]),
  hmtx: u16(500, 0, 500, 0),
  loca: u16(0, 0, TRIANGLE.length / 2),
  maxp: Buffer.concat([u32(0x10000), u16(2, 3, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)]),
  name: nameTable(),
  post: Buffer.concat([u32(0x30000, 0), u16(-100, 50), u32(0, 0, 0, 0, 0)]),
};

function nameTable(): Buffer {
  const texts = NAMES.map(name => Buffer.from(name, 'utf16le').swap16());
  let offset = 0;
  const records = texts.map((text, n) => {
    const record = u16(3, 1, 0x409, NAME_IDS[n] ?? 0, text.length, offset);
    offset += text.length;
    return record;
  });
  return Buffer.concat([u16(0, texts.length, 6 + 12 * texts.length), ...records, ...texts]);
}

export const FONT = (() => {
  const tables = Object.entries(TABLES);
  let offset = 12 + 16 * tables.length;
  const records: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const [tag, body] of tables) {
    records.push(Buffer.concat([Buffer.from(tag), u32(checksumOf(body), offset, body.length)]));
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([
    u32(0x10000),
    u16(tables.length, 128, 3, 16 * tables.length - 128),
    ...records,
    ...bodies,
  ]);
})();

function checksumOf(body: Buffer): number {
  const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) % 2 ** 32;
  return sum;
}
