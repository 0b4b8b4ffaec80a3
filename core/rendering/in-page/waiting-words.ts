/*
 * How a page says that it waits, in the languages most of the web is written in. As words of an element of their own:
 * "Loading", "Loading products …"; never within a sentence.
 */

/** Each may be followed by what is loaded. */
const PHRASES = [
  'please wait|just a (moment|sec(ond)?)|one (moment|sec)(,? please)?|hang (on|tight)|hold on|fetching|retrieving|initiali[sz]ing|preparing|getting \\S+ ready|(now|still|page|data|content|products( are)?) loading', // English
  '(\\S+ ){0,2}(wird|werden) geladen|lade daten|bitte warten( sie)?|einen augenblick( bitte)?|einen moment( bitte)?|lädt( gerade)?|(seite|inhalt) lädt', // German
  'chargement( en cours)?|veuillez patienter|un instant(,? s.il vous pla[iî]t)?|merci de patienter', // French
  'cargando|espere( por favor)?|espera( por favor)?|por favor,? espere|(espera )?un momento(,? por favor)?', // Spanish
  'carregando|a carregar|aguarde|por favor,? aguarde|um momento', // Portuguese
  'caricamento( in corso)?|sto caricando|attendere( prego)?|attendi|un attimo', // Italian
  'bezig met laden|aan het laden|moment geduld|(\\S+ ){0,2}(wordt|worden) geladen|even geduld( a\\.?u\\.?b\\.?)?|een moment( geduld)?', // Dutch
  '(trwa )?(ładowanie|wczytywanie)|wczytuję|proszę czekać', // Polish
  'загрузка|загружается|загружаем|идёт загрузка|идет загрузка|подождите|пожалуйста,? подождите', // Russian
  'завантаження|завантажуємо|зачекайте|будь ласка,? зачекайте', // Ukrainian
  'načítání|načítám|načítá se|načítava sa|nahrávám|čekejte( prosím)?|prosím čekejte', // Czech, Slovak
  'betöltés( folyamatban)?|kérjük,? várjon', // Hungarian
  'se încarcă|încărcare|vă rugăm așteptați', // Romanian
  '(\\S+ )?yükleniyor|lütfen bekleyin', // Turkish
  'laddar|hämtar|läser in|vänta|var god vänta', // Swedish
  'indlæser|henter|vent venligst|laster inn|vennligst vent', // Danish, Norwegian
  'ladataan|lataa|odota( hetki)?|hetkinen', // Finnish
  'φόρτωση|φορτώνει|γίνεται φόρτωση|παρακαλώ περιμένετε', // Greek
  '[^\\s。]{0,15}読み込(み中(です)?|んでいます)|読込中|ロード中|ローディング中?|(少々|しばらく)?お待ちください', // Japanese
  '[^\\s。，]{0,6}(加载|载入|載入)中(，?请稍候|，?请稍等)?|正在加载|正在载入|請稍候|请稍候|請稍等|请稍等|正在載入', // Chinese
  '로딩 ?중(입니다)?|(\\S+ ){0,2}불러오는 ?중(입니다)?|로드 ?중|잠시만 기다려 ?주세요', // Korean
  '(جار|جاري|جارٍ|يتم) (ال)?تحميل|يرجى الانتظار', // Arabic
  'טוען|נא להמתין', // Hebrew
  'लोड हो रहा है|कृपया प्रतीक्षा करें', // Hindi
  'กำลังโหลด|(โปรด|กรุณา)รอสักครู่', // Thai
  'đang tải|vui lòng (chờ|đợi)', // Vietnamese
  'memuat|sedang memuat|mohon tunggu|silakan tunggu|memuatkan', // Indonesian, Malay
  'در حال بارگذاری|لطفا صبر کنید', // Persian
  'učitavanje|učitavam|учитавање|nalaganje|се вчитува', // Croatian, Serbian, Slovenian, Macedonian
  'зареждане|жүктелуде', // Bulgarian, Kazakh
  'kraunama|ielādē|laadimine', // Lithuanian, Latvian, Estonian
  'carregant|kargatzen|hleð|duke u ngarkuar|yüklənir|inapakia', // Catalan, Basque, Icelandic, Albanian, Azerbaijani, Swahili
  'იტვირთება|բեռնվում է', // Georgian, Armenian
  'লোড হচ্ছে|ஏற்றுகிறது|لوڈ ہو رہا ہے', // Bengali, Tamil, Urdu
];

/** Words that name something else as well. */
const WORDS = [
  'loading|lade|laden|\\S+ laden(?=\\s*[.…])|laster|carga|wait|(re)?connecting|retrying',
  '(searching|updating|refreshing|calculating|generating)( (the )?(results?|products?|prices?|list))?(?=\\s*[.…])',
];

/** In the midst of a few words that end in dots each says it as well: "Your products are loading …". */
const WITHIN = [
  'loading|fetching|please wait|geladen|lädt|bitte warten|we laden (de|het|je|uw)|chargement|se chargent|nous chargeons|cargando',
  'carregando|caricamento|caricando|ładowanie|wczytywanie|ładują|загружа\\p{L}+|завантажу\\p{L}+|načítá\\p{L}*|načítají',
  'betöltés\\p{L}*|încarcă|yükleniyor|laddas|indlæses|lastes inn|ladataan|φορτών\\p{L}+|đang tải|memuat|تحميل|بارگذاری',
];
/** These know no spaces, or change at their ends. */
const WITHIN_ANY = ['読み込|読込|ロード中|加载|载入|載入|불러오|로딩|กำลังโหลด|लोड हो'];

const DOTS = '[\\s.…。·!]*';
/** Before and behind it: a bracket, a sign of an hourglass. */
const SIGNS = '[\\s\\p{So}\\p{Ps}\\uFE0F]*';
const CLOSED = '[\\s\\p{Pe}]*';
/** How far it is, or that one is asked to wait. */
const MORE =
  '([\\s.…]*\\(?\\d+([.,]\\d+)? ?(%|/ ?\\d+)\\)?|[^.…!?]{0,40},? (please wait|bitte warten|aguarde))?';
const what = `(\\s[^.…!?]{1,40})?`;

const within = `(?=.{1,60}$)[^.…!?]*((?<!\\p{L})(${WITHIN.join('|')})(?!\\p{L})|${WITHIN_ANY.join('|')})[^.…!?]*`;

export const SAYS_IT_WAITS = {
  /** Says it as it stands. */
  plain: new RegExp(`^${SIGNS}(loading|${PHRASES.join('|')})${MORE}${DOTS}${CLOSED}$`, 'iu'),
  /** Says it by its dots, and may say what it waits for. */
  withDots: new RegExp(
    `^(${SIGNS}(${[...WORDS, ...PHRASES].join('|')})${what}|${within})\\s*(\\.{2,}|…)\\s*$`,
    'iu',
  ),
};
