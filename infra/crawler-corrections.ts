import type { Category } from '../core/crawlers/verdict.ts';

/**
 * Where the kept list does not say what we must know: add a line here, with where it is documented.
 * A name in lower case, without its version.
 */
export const corrections: Readonly<Record<string, Category>> = {
  // Fetch a page while somebody waits for an answer.
  duckassistbot: 'ai-assistant', // https://duckduckgo.com/duckduckgo-help-pages/results/duckassistbot
  'gemini-deep-research': 'ai-assistant', // https://gemini.google/overview/deep-research/
  'google-agent': 'ai-assistant', // https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers
  'google-gemininotebook': 'ai-assistant',
  'google-gemini-cli': 'ai-assistant', // https://github.com/google-gemini/gemini-cli
  'google-notebooklm': 'ai-assistant',
  'googleagent-mariner': 'ai-assistant',
  'kagi-fetcher': 'ai-assistant', // https://help.kagi.com/kagi/ai/assistant.html
  linerbot: 'ai-assistant', // https://docs.getliner.com/docs/linerbot
  'manus-user': 'ai-assistant', // https://manus.im
  'meta-externalfetcher': 'ai-assistant', // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
  phindbot: 'ai-assistant', // https://www.phind.com
  'poggio-citations': 'ai-assistant', // https://docs.poggio.io/api/robots
  // The index of an AI's search.
  iaskspider: 'ai-search', // https://iask.ai
  linkupbot: 'ai-search', // https://linkup.so/bot
  'meta-webindexer': 'ai-search', // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
  youbot: 'ai-search', // https://about.you.com/youbot/
  // Text for models.
  amazonbot: 'ai-training', // https://developer.amazon.com/amazonbot
  diffbot: 'ai-training', // https://docs.diffbot.com/docs/getting-started-with-crawl
  omgili: 'ai-training', // https://webz.io/bot.html
  webzio: 'ai-training',
  // Agents and their indexes: https://github.com/ai-robots-txt/ai.robots.txt
  agenttimes: 'ai-training',
  awario: 'ai-training',
  cotoyogi: 'ai-training',
  echobot: 'ai-training',
  laiondownloader: 'ai-training',
  panscient: 'ai-training',
  'panscient.com': 'ai-training',
  'terra cotta': 'ai-training',
  'webzio-extended': 'ai-training',
  'amazon-kendra': 'ai-assistant',
  'amazon-qbusiness': 'ai-assistant',
  notebooklm: 'ai-assistant',
  // The engine's own tools: "Google Search Console".
  adidxbot: 'search', // https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0
  'google search': 'search',
  owler: 'search', // https://ows.eu/owler
  'y!j': 'search', // Y!J-BRW and others: https://support.yahoo-net.jp/PccSearch/s/article/H000007955
  // A network or a chat that shows a card of the link.
  akkoma: 'social', // https://akkoma.dev
  larkurl2card: 'social', // https://open.larksuite.com
  misskey: 'social', // https://misskey-hub.net
  pleroma: 'social', // https://pleroma.social
  facebookexternalhit: 'social', // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
  facebookexternalua: 'social',
  facebookplatform: 'social',
  'meta-externalhit': 'social',
  facebookcatalog: 'social', // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
  mattermost: 'social', // https://github.com/mattermost/mattermost
  pinterest: 'social', // https://help.pinterest.com/en/business/article/pinterest-crawler
  pinterestbot: 'social',
  snapchatads: 'social', // https://businesshelp.snapchat.com/s/article/adsbot-crawler
  viberurldownloader: 'social', // https://developers.viber.com
  // Read-later lists, bookmarks and references, which keep a page's text and show its card.
  hoarder: 'preview', // https://karakeep.app
  karakeep: 'preview', // https://github.com/karakeep-app/karakeep
  linkwarden: 'preview', // https://linkwarden.app
  'mendeley importer': 'preview', // https://www.mendeley.com
  omnivore: 'preview', // https://github.com/omnivore-app/omnivore
  paperpile: 'preview', // https://paperpile.com
  pocketparser: 'preview', // https://getpocket.com/pocketparser_ua
  'raindrop.io': 'preview', // https://raindrop.io
  wallabag: 'preview', // https://wallabag.org
  zoterotranslationserver: 'preview', // https://github.com/zotero/translation-server
  steamchaturllookup: 'preview', // "Valve/Steam HTTP Client 1.0 (SteamChatURLLookup)"
  websitemetadataretriever: 'preview', // "Asana/1.4.0 WebsiteMetadataRetriever"
  // Names that say nothing of a large archive, reader or optimiser.
  turnitin: 'archive', // https://www.turnitin.com/robot/crawlerinfo.html
  sitesucker: 'archive', // https://ricks-apps.com/osx/sitesucker/
  bazqux: 'feed', // https://bazqux.com/fetcher
  blogtrottr: 'feed', // https://blogtrottr.com
  'inoreader.com': 'feed', // https://www.inoreader.com
  miniflux: 'feed', // https://miniflux.app
  'nextcloud-news': 'feed', // https://github.com/nextcloud/news
  'theoldreader.com': 'feed', // https://theoldreader.com
  barkrowler: 'seo', // https://www.babbar.tech/crawler
  blexbot: 'seo', // https://seranking.com/blexbot
  botify: 'seo', // https://www.botify.com
  mj12bot: 'seo', // https://mj12bot.com
  rogerbot: 'seo', // https://moz.com/help/moz-procedures/crawlers/rogerbot
  'screaming frog': 'seo', // https://www.screamingfrog.co.uk/seo-spider/
  siteauditbot: 'seo', // https://www.semrush.com/bot/
  // Looks for open doors, not for pages.
  internetmeasurement: 'scanner', // https://internet-measurement.com
  nuclei: 'scanner', // https://github.com/projectdiscovery/nuclei
  'encrypt validation': 'scanner', // https://letsencrypt.org/docs/challenge-types/
  qualys: 'scanner', // https://www.qualys.com
  // A search engine checks pages, their owners and their certificates, too, and indexes nothing of that.
  // https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers
  'google-certificates-bridge': 'scanner',
  'google-safety': 'scanner',
  'google-site-verification': 'monitor',
  'google-structured-data-testing-tool': 'monitor',
  // Looks after the pages of its maker's customers.
  'hubspot connect': 'monitor', // https://developers.hubspot.com
  'hubspot crawler': 'monitor',
  'hubspot single': 'monitor',
  'hubspot webcrawler': 'monitor',
  mbcrawler: 'monitor', // https://monitorbacklinks.com
  stripebot: 'monitor', // https://docs.stripe.com/stripebot-crawler
  surdotlybot: 'monitor', // https://sur.ly/bot.html
  yextbot: 'monitor', // https://www.yext.com
  // Anybody's program that runs at Google: https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers
  'appengine-google': 'library',
  'cloudpubsub-google': 'library',
  'google-apps-script': 'library',
  'google-cloud-scheduler': 'library',
  'google-cloud-tasks': 'library',
  // What programs are made with.
  bitbot: 'library', // https://bitbot.dev
  gigablastopensource: 'library', // https://github.com/gigablast/open-source-search-engine
  nutch: 'library', // https://nutch.apache.org
  nutchcvs: 'library',
  simplepie: 'library', // https://github.com/simplepie/simplepie
  ahc: 'library', // https://github.com/AsyncHttpClient/async-http-client
  dart: 'library', // https://api.dart.dev/dart-io/HttpClient/userAgent.html
  got: 'library', // https://github.com/sindresorhus/got
  insomnia: 'library', // https://github.com/Kong/insomnia
  postmanruntime: 'library', // https://github.com/postmanlabs/postman-runtime
  reqwest: 'library', // https://github.com/seanmonstar/reqwest
  undici: 'library', // https://github.com/nodejs/undici
  'blackbox exporter': 'monitor', // https://github.com/prometheus/blackbox_exporter
};

/** Listed, but what people use: an app's own browser, an editor, a desktop program; or a token of robots.txt that nobody sends. */
export const noCrawlers: readonly string[] = [
  'metaiab facebook',
  'trae',
  'code',
  'fluid',
  'silk',
  'google-extended',
  'tsm-turingos',
];
