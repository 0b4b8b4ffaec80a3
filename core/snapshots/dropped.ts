/**
 * Parameters that say by which advertisement, mail or search somebody came. No app shows another page for them.
 * Names: https://github.com/mpchadwick/tracking-query-params-registry
 */
const OF_ADVERTISING =
  /^(utm_|hsa_|pk_|mtm_|matomo_|piwik_|fb_|sfmc_|oft_|at_|_bta_|__hs|vero_|trk_|gad_|ir_|nb_|wt_|itm_)|^(fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|ttclid|twclid|yclid|ysclid|srsltid|li_fat_id|igsh|igshid|epik|rdt_cid|sccid|mc_cid|mc_eid|mkt_tok|_ga|_gac|_gl|_hsenc|_hsmi|hsctatracking|_kx|_ke|_openstat|_branch_match_id|ef_id|s_kwcid|s_cid|irclickid|wickedid|oly_enc_id|oly_anon_id|dm_i|trk|zanpid|campaignid|adgroupid|cmpid|ncid|ref_src|_x_tr_[a-z]+|gdfms|gdftrk|gdffi|mibextid|rb_clickid|ml_subscriber(_hash)?|tblci|obclickid)$/i;

/** A name somebody would give to a parameter of an app; whatever else is in a query was not written by one. */
const A_NAME = /^[\w.~-]{1,40}(\[\w*\])?$/;

/**
 * The names of a query's parameters that do not count in a page's address, though an app may well read them.
 *
 * @param query without "?"
 * @param kept the parameters that make another page
 */
export function droppedNames(query: string, kept: readonly string[]): string[] {
  const names = new Set(new URLSearchParams(query).keys());
  return [...names].filter(name => !kept.includes(name) && !OF_ADVERTISING.test(name) && A_NAME.test(name));
}

/** The line of the settings that keeps them. */
export const keepingLine = (kept: readonly string[], names: readonly string[]): string =>
  `pageParameters: [${[...kept, ...names].map(name => (/^\w+$/.test(name) ? name : JSON.stringify(name))).join(', ')}]`;
