// What is wrong with the settings of WAF. CommonJS, because the packager's plugin is.

const { shown } = require('./check-domains.cjs');

/** Of requests in a window: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const LEAST_RATE = 10;
const MOST_RATE = 2_000_000_000;
const RATES = ['apiRate', 'probing', 'siteRate'];

exports.wafProblems = function* wafProblems({ waf }) {
  if (waf === null || waf === undefined) return;
  if (typeof waf !== 'object' || Array.isArray(waf)) {
    yield `${shown('waf', waf)} It takes limits, such as { apiRate: 3000, probing: 300 }, or nothing.`;
    return;
  }
  const { botAuth, ...rates } = waf;
  for (const [name, value] of Object.entries(rates))
    if (!RATES.includes(name)) yield `waf has ${name}. It takes ${RATES.join(', ')} and botAuth.`;
    else if (!Number.isInteger(value) || value < LEAST_RATE || value > MOST_RATE)
      yield `${shown(`waf.${name}`, value)} It takes how many requests an address has in five minutes, a whole number from ${LEAST_RATE} on; nothing without it.`;
  if (botAuth !== undefined && typeof botAuth !== 'boolean')
    yield `${shown('waf.botAuth', botAuth)} It takes true or false.`;
  if (botAuth === true && rates.siteRate === undefined)
    yield 'waf.botAuth is true, and siteRate is not set. It lets verified crawlers past that limit, and without one it costs and does nothing.';
};
