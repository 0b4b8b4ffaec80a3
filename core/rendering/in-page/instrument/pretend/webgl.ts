import type { Properties } from './properties.ts';

type Canvas = HTMLCanvasElement | OffscreenCanvas;
type Gl = Record<string, unknown>;

/**
 * A canvas that is drawn on by WebGL. Chromium has no graphics processor here, and a scene that gets no context takes many an app
 * down with it, text and all. Nobody sees what is drawn, so where there is no context one is handed over that takes every call,
 * draws nothing, and answers what a library asks of it: that its shaders are compiled, and what is the least a WebGL must have.
 * Spec: https://registry.khronos.org/webgl/specs/latest/2.0/#3.7
 *
 * Runs inside the page, which it reaches as text.
 */
export class PretendedWebGl {
  readonly #properties: Properties;
  readonly #contexts = new WeakMap<Canvas, { kind: string; gl: object }>();
  /** Of constants, by how their names begin or end; the first that fits. */
  readonly #parameters: [RegExp, (canvas: Canvas, isSecond: boolean) => unknown][] = [
    [/^VERSION$/, (_, isSecond) => (isSecond ? 'WebGL 2.0 (OpenGL ES 3.0 Chromium)' : 'WebGL 1.0')],
    [/^SHADING_LANGUAGE_VERSION$/, (_, isSecond) => `WebGL GLSL ES ${isSecond ? '3.00' : '1.0'}`],
    [/^(VENDOR|RENDERER)$/, () => 'WebKit WebGL'],
    [/^(VIEWPORT|SCISSOR_BOX)$/, ({ width, height }) => new Int32Array([0, 0, width, height])],
    [/^MAX_VIEWPORT_DIMS$/, () => new Int32Array([4096, 4096])],
    [/_RANGE$/, () => new Float32Array([0, 1])],
    [/^(COLOR_CLEAR_VALUE|BLEND_COLOR)$/, () => new Float32Array(4)],
    [/^COLOR_WRITEMASK$/, () => [true, true, true, true]],
    [/^COMPRESSED_TEXTURE_FORMATS$/, () => new Uint32Array()],
    [/^(MAX_SAMPLES|MAX_COLOR_ATTACHMENTS|MAX_DRAW_BUFFERS)$/, () => 4],
    [/^MAX_.*(ATTRIBS|UNITS)$/, () => 16],
    [/^MAX_.*(VECTORS|COMPONENTS)$/, () => 1024],
    [/^MAX_/, () => 4096],
    [/_BITS$/, () => 8],
    [/_BINDING|^CURRENT_PROGRAM$/, () => null],
  ];
  /** What becomes true by itself: nothing is compiled, linked or waited for. */
  readonly #isDone = /^(COMPILE|LINK|VALIDATE|DELETE)_STATUS$/;
  /** What a method answers, by its name: of a canvas, a context of it, and the constant it was asked for. */
  readonly #answers: Record<string, (canvas: Canvas, gl: Gl, name: string, isSecond: boolean) => unknown> = {
    getParameter: (canvas, _, name, isSecond) =>
      this.#parameters.find(([pattern]) => pattern.test(name))?.[1](canvas, isSecond) ?? 0,
    getShaderParameter: (_, __, name) => this.#isDone.test(name) || 0,
    getProgramParameter: (_, __, name) => this.#isDone.test(name) || 0,
    getShaderPrecisionFormat: () => ({ rangeMin: 127, rangeMax: 127, precision: 23 }),
    getContextAttributes: () => ({ alpha: true, antialias: true, depth: true, premultipliedAlpha: true }),
    getSupportedExtensions: () => [],
    getShaderInfoLog: () => '',
    getProgramInfoLog: () => '',
    getShaderSource: () => '',
    getError: () => 0,
    getAttribLocation: () => 0,
    getUniformLocation: () => Object.create(WebGLUniformLocation.prototype),
    getUniformBlockIndex: () => 0,
    getSyncParameter: (_, gl) => gl.SIGNALED,
    clientWaitSync: (_, gl) => gl.ALREADY_SIGNALED,
    checkFramebufferStatus: (_, gl) => gl.FRAMEBUFFER_COMPLETE,
    fenceSync: () => Object.create(WebGLSync.prototype),
    isContextLost: () => false,
  };

  constructor(properties: Properties) {
    this.#properties = properties;
  }

  pretend(): () => void {
    for (const { prototype } of [HTMLCanvasElement, OffscreenCanvas])
      this.#properties.wrap(prototype, 'getContext', (get, self: Canvas, values: unknown[]) => {
        const kind = String(values[0]).replace('experimental-', '');
        const known = this.#contexts.get(self);
        if (known) return known.kind === kind ? known.gl : null;
        const native: unknown = Reflect.apply(get, self, values);
        if (native !== null || !/^webgl2?$/.test(kind)) return native;
        const gl = this.#contextOf(self, kind === 'webgl2');
        this.#contexts.set(self, { kind, gl });
        return gl;
      });
    const heard = 'webglcontextcreationerror'; // what Chromium says of the one it could not make
    window.addEventListener(heard, event => event.stopImmediatePropagation(), { capture: true });
    return () => undefined;
  }

  /** A context of a canvas: of the right class, with all its constants, and with each method its own. */
  #contextOf(canvas: Canvas, isSecond: boolean): object {
    const { prototype } = isSecond ? WebGL2RenderingContext : WebGLRenderingContext;
    const gl = Object.create(prototype) as Gl;
    const names = new Map<unknown, string>();
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      // A native one answers to no object of ours.
      if (get)
        Object.defineProperty(gl, name, {
          value: /ColorSpace$/.test(name) ? 'srgb' : 0,
          writable: true,
          configurable: true,
        });
      if (typeof value === 'number' && !names.has(value)) names.set(value, name);
      if (typeof value !== 'function' || name === 'constructor') continue;
      const answer = this.#answers[name];
      gl[name] = new Proxy(value, {
        apply: (_, __, values: unknown[]) =>
          answer ? answer(canvas, gl, names.get(values.at(-1)) ?? '', isSecond) : this.#plainAnswer(name),
      });
    }
    return Object.defineProperties(gl, {
      canvas: { value: canvas },
      drawingBufferWidth: { get: () => canvas.width },
      drawingBufferHeight: { get: () => canvas.height },
    });
  }

  #plainAnswer(method: string): unknown {
    if (/^is[A-Z]/.test(method)) return true;
    const made: unknown = /^create/.test(method) && Reflect.get(window, method.replace('create', 'WebGL'));
    if (typeof made === 'function') return Object.create(made.prototype);
    return /^get/.test(method) ? null : undefined;
  }
}
