// This runs in CloudFront Functions, too: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

/**
 * Endings that a file has and no page, in any letter case. The usual ones have behaviours in infra/site-distribution.yml, which
 * come first and do not reach `MANUAL.PDF`; here are the capitals that cameras and offices write, and what is asked more rarely. None is
 * a word that may end the name of a page. Each byte is loaded at every edge.
 */
const FILE =
  /\.(?:jpe?g|png|gif|pdf|mp[34]|zip|[ct]sv|txt|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|ics|vcf|yml|toml|apk|exe|msi|dmg|iso|7z|rar|tar|tgz|bz2|xz|bmp|tiff?|hei[cf]|jxl|eot|mov|avi|mkv|aac|flac|opus|m3u8|mpd|srt|usdz|stl|onnx|gpx|kml|aspx?|jsp|cgi|sql|bak)$/i;

/** Whether a path can only be of a file, there or not. */
export function looksLikeFile(path: string): boolean {
  return FILE.test(path);
}
