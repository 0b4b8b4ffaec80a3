import type { BrowserContext, ConsoleMessage, Page, Request } from 'playwright-core';

/** What begins a line of ours about a violation of the page's policy. */
const VIOLATION = 'violates its policy: ';

/** What goes wrong in the pages of one browser profile, in words. */
export class Faults {
  readonly found: string[] = [];
  private readonly allowed: readonly string[];
  private readonly expected: readonly RegExp[];

  /**
   * @param allowed origins that may be asked, the console's own first
   * @param expected what the browser's console may say
   */
  constructor(allowed: readonly string[], expected: readonly RegExp[]) {
    this.allowed = allowed;
    this.expected = expected;
  }

  async watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(tellViolations, VIOLATION);
    context.on('page', page => this.hear(page));
    context.on('request', request => this.hold(request));
  }

  /** A page of another host says what it likes. */
  private hear(page: Page): void {
    page.on('console', message => {
      if (this.isOurs(message.location().url) && isBad(message)) this.add(message.text());
    });
    page.on('pageerror', error => this.add(`uncaught: ${error.stack ?? error.message}`));
    page.on('crash', () => this.add('the page crashed'));
  }

  private hold(request: Request): void {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && !this.allowed.includes(url.origin))
      this.add(`asked another origin: ${request.method()} ${request.url()}`);
  }

  private isOurs(url: string): boolean {
    return url === '' || !URL.canParse(url) || new URL(url).origin === this.allowed[0];
  }

  private add(words: string): void {
    if (!this.expected.some(pattern => pattern.test(words))) this.found.push(words);
  }
}

const isBad = (message: ConsoleMessage) => ['error', 'warning', 'assert'].includes(message.type());

/** Runs in each document before its own scripts. */
function tellViolations(begin: string): void {
  document.addEventListener('securitypolicyviolation', event => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event;
    console.error(`${begin}${effectiveDirective} ${blockedURI} (${sourceFile}:${lineNumber})`);
  });
}
