// This runs inside the page: it reaches it as text.

/**
 * The size of an image that is written in its own address, as its first bytes or its first tag say it: PNG, GIF, WebP, JPEG and
 * SVG. Undefined for every other address.
 */
export function sizeOfData(address: string): { width: number; height: number } | undefined {
  const comma = address.indexOf(',');
  if (!/^data:image\//i.test(address) || comma < 0) return undefined;
  const most = 65_536; // a JPEG may tell of its camera first
  const isBase64 = /;base64$/i.test(address.slice(0, comma));
  const read = () => {
    const data = address.slice(comma + 1);
    return isBase64 ? atob(data.replace(/\s/g, '').slice(0, most)) : decodeURIComponent(data);
  };
  let bytes = '';
  try {
    bytes = read();
  } catch {
    return undefined;
  }
  const at = (...places: number[]) => places.reduce((sum, place) => sum * 256 + bytes.charCodeAt(place), 0);
  const size = (width: number, height: number) => (width > 0 && height > 0 ? { width, height } : undefined);
  /** https://developers.google.com/speed/webp/docs/riff_container */
  const ofWebp = () => {
    const kind = bytes.slice(12, 16);
    if (kind === 'VP8X') return size(at(26, 25, 24) + 1, at(29, 28, 27) + 1);
    if (kind === 'VP8 ') return size(at(27, 26) & 0x3fff, at(29, 28) & 0x3fff);
    const bits = at(24, 23, 22, 21);
    return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  };
  /** In the first of its segments that begins a frame: https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
  const ofJpeg = () => {
    for (let place = 2; at(place) === 0xff; place += 2 + at(place + 2, place + 3)) {
      const marker = at(place + 1);
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) return size(at(place + 7, place + 8), at(place + 5, place + 6));
    }
    return undefined;
  };
  /** Without a size of its own it fits into 300 × 150: https://drafts.csswg.org/css-images/#default-object-size */
  const ofSvg = (tag: string) => {
    const number = (name: string) =>
      Number(new RegExp(`\\s${name}=["']\\s*([\\d.]+)(px)?\\s*["']`).exec(tag)?.[1]);
    const [, ratioWidth, ratioHeight] =
      /viewBox=["'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(tag) ?? [];
    const ratio = Number(ratioWidth) / Number(ratioHeight) || 2;
    const width = number('width') || (number('height') || Math.min(150, 300 / ratio)) * ratio;
    return size(Math.round(width), Math.round(number('height') || width / ratio));
  };
  if (bytes.startsWith('\x89PNG')) return size(at(16, 17, 18, 19), at(20, 21, 22, 23));
  if (bytes.startsWith('GIF8')) return size(at(7, 6), at(9, 8));
  if (bytes.startsWith('RIFF')) return ofWebp();
  if (bytes.startsWith('\xff\xd8')) return ofJpeg();
  const tag = /<svg\b[^>]*>/i.exec(bytes)?.[0];
  return tag ? ofSvg(tag) : undefined;
}
