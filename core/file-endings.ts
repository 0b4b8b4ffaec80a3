// This runs in CloudFront Functions, too: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

/**
 * Endings that a file has and no page, in any letter case. The usual ones have a behaviour of their own in
 * infra/site-distribution.yml, which does not reach `MANUAL.PDF`; all others come to the function that tells people from crawlers.
 * Neither .html, which may be a page, nor short words that end a name somebody may have.
 */
const FILE = new RegExp(
  '\\.(' +
    // the app
    'm?js|cjs|css|map|wasm|json|webmanifest|xml|txt|md|ya?ml|toml|rss|atom|xsl|' +
    // pictures and fonts
    'ico|cur|svg|a?png|jpe?g|gif|webp|avif|bmp|tiff?|hei[cf]|jxl|psd|woff2?|[to]tf|eot|' +
    // sound and film
    'mp[34]|m4[av]|og[agv]|web[am]|wav|aac|flac|opus|mov|mkv|avi|wmv|3gp|vtt|srt|m3u8|mpd|' +
    // documents and downloads
    'pdf|[ct]sv|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|mobi|ics|vcf|zip|gz|tgz|tar|bz2|xz|zst|7z|rar|apk|aab|ipa|exe|msi|dmg|pkg|deb|rpm|iso|jar|pem|crt|cer|' +
    // models, maps and data
    'glb|gltf|usdz|stl|fbx|ply|exr|ktx2?|bin|onnx|tflite|safetensors|parquet|sqlite|geojson|topojson|gpx|km[lz]|pbf|mvt|pmtiles|' +
    // what scanners ask
    'php|aspx?|jsp|cgi|sql|bak)$',
  'i',
);

/** Whether a path can only be of a file, there or not. */
export function looksLikeFile(path: string): boolean {
  return FILE.test(path);
}
