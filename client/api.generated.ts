// Made by `npm run client` of the APIs' OpenAPI document.

export interface paths {
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every change of every link: who, when, before and after; the newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Changes"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clicks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clicks of all links: of a domain, of a tag, or of whoever made them */
        get: {
            parameters: {
                query?: {
                    /** @description A row for each unit of time, or for each value of what tells clicks apart: one of hour, day, week, month, country, referrer, device, browser, os, campaign, rule, via, agent */
                    by?: "hour" | "day" | "week" | "month" | "country" | "referrer" | "device" | "browser" | "os" | "campaign" | "rule" | "via" | "agent";
                    /** @description Of the links that this key made, of whatever domain: the id of a key */
                    creator?: string;
                    /** @description The one that is asked without it: one of the short domains */
                    domain?: string;
                    /** @description json or csv */
                    format?: "json" | "csv";
                    /** @description The hour in which it lies is the first; thirty days before the end without it: a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z */
                    from?: string;
                    /** @description Of the links that had this tag when they were clicked, of whatever domain; in the same letter case. */
                    tag?: string;
                    /** @description The hour before it is the last; now without it: a day or a time with its zone, behind `from` */
                    to?: string;
                    /** @description Whose days, weeks and months these are: a time zone, e.g. Europe/Berlin */
                    tz?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clicks"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clicks/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The links with the most clicks, those that are deleted by now as well */
        get: {
            parameters: {
                query?: {
                    /** @description Of all of them without it: one of the short domains */
                    domain?: string;
                    /** @description The hour in which it lies is the first; thirty days before the end without it: a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z */
                    from?: string;
                    limit?: number;
                    /** @description The hour before it is the last; now without it: a day or a time with its zone, behind `from` */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TopLinks"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/crawlers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The visits of crawlers and tools to the site, over time or by what tells them apart */
        get: {
            parameters: {
                query?: {
                    /** @description A row for each unit of time, or, in whole days of UTC, for each value of what tells visits apart: one of hour, day, week, month, name, kind, purpose, status, answer, cause, time, identity, claimed, page */
                    by?: "hour" | "day" | "week" | "month" | "name" | "kind" | "purpose" | "status" | "answer" | "cause" | "time" | "identity" | "claimed" | "page";
                    /** @description json or csv */
                    format?: "json" | "csv";
                    /** @description The hour in which it lies is the first; thirty days before the end without it: a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z */
                    from?: string;
                    /** @description The visits of these alone; not by page: one of crawler, tool */
                    kind?: "crawler" | "tool";
                    /** @description The visits of one crawler, in whatever letter case; of all of them without it: the name of a crawler, e.g. Googlebot */
                    name?: string;
                    /** @description The hour before it is the last; now without it: a day or a time with its zone, behind `from` */
                    to?: string;
                    /** @description Whose days, weeks and months these are: a time zone, e.g. Europe/Berlin */
                    tz?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Visits"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/crawlers/pages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pages that crawlers read most, and those that failed most, in whole days of UTC */
        get: {
            parameters: {
                query?: {
                    /** @description The hour in which it lies is the first; thirty days before the end without it: a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z */
                    from?: string;
                    limit?: number;
                    /** @description The visits of one crawler, in whatever letter case; of all of them without it: the name of a crawler, e.g. Googlebot */
                    name?: string;
                    /** @description The hour before it is the last; now without it: a day or a time with its zone, behind `from` */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VisitedPages"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/crawlers/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a client gets of a page, and why, by the settings that are in force */
        get: {
            parameters: {
                query: {
                    /** @description What it would rather have: an Accept header as a client sends it, at most 2000 characters */
                    accept?: string;
                    /** @description Who asks for a page: a User-Agent as a client sends it, at most 2000 characters; nothing between = and & for a client without one */
                    userAgent: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Verdict"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document as a page for people */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List keys, those revoked and expired included; the newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Keys"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Make a key */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreateKey"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KeyWithSecret"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a key */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Key"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Revoke a key: from now on it is none */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Key"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a key another secret; those it has end after an overlap */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KeyWithSecret"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the key that asks, whatever its scopes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Key"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find links: the newest first, the last changed, or the most clicked */
        get: {
            parameters: {
                query?: {
                    /** @description the id of a key */
                    createdBy?: string;
                    /** @description the cursor of its last answer */
                    cursor?: string;
                    /** @description Of all of them without it: one of the short domains */
                    domain?: string;
                    /** @description Links that lead to this host: the name of a host, e.g. www.example.com */
                    host?: string;
                    limit?: number;
                    /** @description one of asc, desc */
                    order?: "asc" | "desc";
                    /** @description Links that have words beginning so, all of them, in the title, slug, tags, url or note. Case and accents do not matter. Of each link the first 48 different words are found, in that order. */
                    q?: string;
                    /** @description What the order is by. By clicks, those of people ever since, asks for a key that may read clicks (`stats:read`). */
                    sort?: "created" | "changed" | "clicks";
                    /** @description All but the deleted ones without it: one of active, scheduled, expired, deleted */
                    state?: "active" | "scheduled" | "expired" | "deleted";
                    /** @description Links with this tag, in whatever case; with all of them where there are several. */
                    tag?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Links"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Make a link, or find the one an equal request made */
        post: {
            parameters: {
                query?: {
                    /** @description Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key. */
                    dryRun?: "true" | "false";
                };
                header?: {
                    /** @description A name of 1 to 255 characters in quotes: who repeats the request under it gets its first answer, for 24 h. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreateLink"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a link */
        get: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a link; its slug is not given again, and it can be restored */
        delete: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    /** @description Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key. */
                    dryRun?: "true" | "false";
                    /** @description Whether the edges shall forget the link at once, in place of within its maxAge. */
                    purge?: "true" | "false";
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a link; another slug renames it */
        patch: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    /** @description Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key. */
                    dryRun?: "true" | "false";
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EditLink"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/links/{slug}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was ordered for a link and has not come, or could not be made; the next first */
        get: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LinkChanges"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Order a change of a link for later, or find the one an equal request ordered */
        post: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OrderChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Change"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Change"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}/changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a change that was ordered */
        get: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    id: string;
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Change"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Call a change off */
        delete: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    id: string;
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Change"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Order a change otherwise: for another time, or with another patch */
        patch: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    id: string;
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlterChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Change"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/links/{slug}/clicks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clicks of a link, over time or by what tells them apart */
        get: {
            parameters: {
                query?: {
                    /** @description A row for each unit of time, or for each value of what tells clicks apart: one of hour, day, week, month, country, referrer, device, browser, os, campaign, rule, via, agent */
                    by?: "hour" | "day" | "week" | "month" | "country" | "referrer" | "device" | "browser" | "os" | "campaign" | "rule" | "via" | "agent";
                    /** @description The one that is asked without it: one of the short domains */
                    domain?: string;
                    /** @description json or csv */
                    format?: "json" | "csv";
                    /** @description The hour in which it lies is the first; thirty days before the end without it: a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z */
                    from?: string;
                    /** @description The hour before it is the last; now without it: a day or a time with its zone, behind `from` */
                    to?: string;
                    /** @description Whose days, weeks and months these are: a time zone, e.g. Europe/Berlin */
                    tz?: string;
                };
                header?: never;
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clicks"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed the link, when, and what it was before and after; the newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["History"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}/qr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code of a link */
        get: {
            parameters: {
                query?: {
                    /** @description a colour as six hexadecimal digits, e.g. 1c2430 */
                    dark?: string;
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    /** @description one of svg, png */
                    format?: "svg" | "png";
                    /** @description How much of the code may be lost: about 7, 15, 25 and 30 percent. Where more fits, it has more. */
                    level?: "L" | "M" | "Q" | "H";
                    /** @description a colour as six hexadecimal digits, e.g. 1c2430 */
                    light?: string;
                    /** @description a whole number of modules, 0 to 20 */
                    margin?: number;
                    /** @description a whole number of pixels, 32 to 2048 */
                    size?: number;
                };
                header?: never;
                path: {
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** The same, with a logo, for which an address has no room; nothing is changed */
        post: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    slug: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QrCode"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a deletion back */
        post: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    /** @description Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key. */
                    dryRun?: "true" | "false";
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/{slug}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the link what it was at an earlier version */
        post: {
            parameters: {
                query?: {
                    /** @description The short domain; the one that is asked without it. */
                    domain?: string;
                    /** @description Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key. */
                    dryRun?: "true" | "false";
                };
                header?: {
                    /** @description The ETag of the link as you know it: 412 if it was changed since. */
                    "if-match"?: string;
                };
                path: {
                    /** @description Slashes as they are, or as %2F. One that the link had before will do. */
                    slug: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @description The one before the last change without it. */
                        version?: number;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make up to 1000 links, each by itself; or hear what would become of them
         * @description Each link is made by the rules of POST /api/links, and has a result in its place; one that is wrong stops no other. A batch that is sent again finds what it made, so it needs no Idempotency-Key. `dryRun` writes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchResults"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings that are in force, for any key; another deploy changes them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is stored, by address, in the order of the paths or of when it is due */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor of the last answer to the same request */
                    cursor?: string;
                    /** @description At most so many pages in one answer. */
                    limit?: number;
                    /** @description Pages whose addresses begin so: the beginning of such addresses, e.g. https://www.example.com/products/. All, without it. */
                    prefix?: string;
                    /** @description The order: path, or due for the pages that have a snapshot, those that are due next first. By path, without it. */
                    sort?: "path" | "due";
                    /** @description Only these: a status such as 404, a class such as 4xx, or failed for pages whose last render failed. */
                    status?: string;
                    /** @description These pages, in this order; what of a query makes no other page may be there. One that is not known has an entry without a status. */
                    url?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Snapshots"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Drop what is stored of a page, at the edges too; who asks for it next has it rendered anew */
        delete: {
            parameters: {
                query: {
                    /** @description The page: an absolute address of the site; what of a query makes no other page may be there. */
                    url: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DroppedSnapshot"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshots/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshots/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was ordered for later, the next first; and what of it has come lately */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrders"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshots/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an order for later */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrder"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Call an order off */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrder"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Order it for another time, or other pages */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlterRerenderOrder"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrder"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/snapshots/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a crawler gets of a page: the stored document, and what it says */
        get: {
            parameters: {
                query: {
                    /** @description The page: an absolute address of the site; what of a query makes no other page may be there. */
                    url: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SnapshotPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshots/rerender": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have pages rendered, whether they are due or not: now, or for later with at or repeat */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RerenderOrder"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrder"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LaterOrder"];
                    };
                };
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Order"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tags, in the order of their names, and how many links have each
         * @description Tags of links that the key may see. One that no link has any more is none.
         */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor of its last answer */
                    cursor?: string;
                    /** @description Links of this short domain alone; of all of them without it. */
                    domain?: string;
                    limit?: number;
                    /** @description Tags that begin so, in whatever case. */
                    prefix?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Tags"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a tag off all its links
         * @description Each link is changed by itself, with a version in its history. A request changes up to 200 links, of which 25 count as one call of the key; while the answer has `next`, send the same again with it as `cursor`. Who lost it begins anew: what is done is done. Links that get the tag meanwhile are changed as well. Changes that were ordered for later, limits of keys, and clicks that were counted by tag stay as they are.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description `next` of the last answer to the same request. */
                    cursor?: string;
                    /** @description Links of this short domain alone; of all of them without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    /** @description In whatever case. Slashes as they are, or as %2F. */
                    tag: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagRemoved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Rename a tag; where there is one of the new name, both become one
         * @description Each link is changed by itself, with a version in its history. A request changes up to 200 links, of which 25 count as one call of the key; while the answer has `next`, send the same again with it as `cursor`. Who lost it begins anew: what is done is done. Links that get the tag meanwhile are changed as well. Changes that were ordered for later, limits of keys, and clicks that were counted by tag stay as they are.
         */
        patch: {
            parameters: {
                query?: {
                    /** @description `next` of the last answer to the same request. */
                    cursor?: string;
                    /** @description Links of this short domain alone; of all of them without it. */
                    domain?: string;
                };
                header?: never;
                path: {
                    /** @description In whatever case. Slashes as they are, or as %2F. */
                    tag: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EditTag"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagRenamed"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AlterChange: {
            /** @description a time with its zone, e.g. 2030-12-24T18:00:00+01:00, or without one beside timeZone; in the future */
            at?: string;
            patch?: components["schemas"]["Patch"];
            /** @description the five fields of cron, e.g. "0 18 * * 5" for each Friday at 18:00, an hour apart at least */
            repeat?: string;
            /** @description the name of a time zone, e.g. Europe/Berlin */
            timeZone?: string;
        };
        AlterRerenderOrder: {
            /** @description a time with its zone, e.g. 2030-12-24T18:00:00+01:00, or without one beside timeZone; in the future */
            at?: string;
            /** @description The stored pages whose addresses begin so: the beginning of such addresses, e.g. https://www.example.com/products/. */
            prefix?: string;
            /** @description the five fields of cron, e.g. "0 18 * * 5" for each Friday at 18:00, an hour apart at least */
            repeat?: string;
            /** @description The pages a sitemap lists, stored or not: the absolute address of a sitemap, on a host of the site. */
            sitemap?: string;
            /** @description the name of a time zone, e.g. Europe/Berlin */
            timeZone?: string;
            /** @description One page: an absolute address of the site. */
            url?: string;
            /** @description Some pages: a list of 1 to 100 absolute addresses of the site. */
            urls?: string[];
        };
        AppLinks: {
            /** @description For Android: the app by its own address, `url`, and the store where it is not there; the store alone without one. Google’s store, unless another is named. */
            android?: {
                /** @description the id of an app, e.g. com.example.app */
                package: string;
                /** Format: uri */
                store?: string;
                /** Format: uri */
                url?: string;
            };
            /** @description For iPhones: the store, or a page that has both ways where the app has an address of its own, `url`. */
            ios?: {
                /** Format: uri */
                store: string;
                /** Format: uri */
                url?: string;
            };
        };
        Batch: {
            /** @description Whether nothing is written, and each result says what would become of it. */
            dryRun?: boolean;
            links: components["schemas"]["CreateLink"][];
        };
        BatchResult: {
            /** @description With status 409: the link that has the slug, where the key may read links and is for that one. */
            holder?: {
                /** @description Where it is not the first short domain. */
                domain?: string;
                /** Format: uri */
                shortUrl: string;
                slug: string;
                /** @enum {string} */
                state: "active" | "scheduled" | "expired" | "deleted";
                title?: string;
                /**
                 * Format: uri
                 * @description The url, a URI of RFC 3986.
                 */
                url: string;
            };
            link?: components["schemas"]["Link"];
            problem?: components["schemas"]["Problem"];
            /** @description As POST /api/links would have it: 201 made, 200 there already, 409 the slug is another link’s, 422 wrong, 503 not done: send it again. */
            status: number;
        };
        BatchResults: {
            results: components["schemas"]["BatchResult"][];
        };
        Change: {
            /**
             * Format: date-time
             * @description When it comes, the next time if it repeats; in UTC.
             */
            at: string;
            /** @description So long after its time edges may answer as before, because they were told so before it was ordered; 0 for one that was ordered in time. */
            effectiveWithinSeconds: number;
            id: string;
            /** @description Of one that repeats: when it could not be made last. */
            lastDropped?: {
                /** Format: date-time */
                at: string;
                reason: string;
            };
            /** Format: date-time */
            orderedAt: string;
            /** @description The id of the key. */
            orderedBy: string;
            patch: {
                appLinks?: components["schemas"]["AppLinks"] & (Record<string, never> | null);
                /** Format: uri */
                expiredUrl?: string | null;
                /** Format: date-time */
                expiresAt?: string | null;
                /**
                 * @description Whether what stands behind the slug is added to the url’s path.
                 * @default false
                 */
                forwardPath?: boolean | null;
                /**
                 * @description Whether the query of the short url is added to the url’s.
                 * @default false
                 */
                forwardQuery?: boolean | null;
                hasPassword?: boolean;
                /**
                 * @description Seconds for which the edge may answer without asking; an edit takes as long.
                 * @default 60
                 */
                maxAge?: number | null;
                /** @description After so many clicks of people it leads nowhere. */
                maxClicks?: number | null;
                note?: string | null;
                /** @description The first that holds for a visitor says where the link leads. */
                rules?: components["schemas"]["Rule"][] | null;
                /** Format: date-time */
                startsAt?: string | null;
                /**
                 * @description one of 301, 302, 307, 308
                 * @default 301
                 */
                status?: 301 | 302 | 307 | 308 | null;
                /**
                 * @description at most 20 tags, each of 1 to 50 characters
                 * @default []
                 */
                tags?: string[] | null;
                /** @description For people who look for the link, and who look where it leads by a + behind it. */
                title?: string | null;
                unfurl?: "auto" | {
                    description?: string;
                    /** Format: uri */
                    image?: string;
                    title?: string;
                } | null;
                /**
                 * Format: uri
                 * @description an absolute http or https address of at most 8192 characters
                 */
                url?: string;
                utm?: components["schemas"]["Utm"] | null;
            };
            /** @description Why it cannot be made, or could not. */
            reason?: string;
            repeat?: string;
            /**
             * @description invalid: as the link is, it cannot be made when it comes, and would be dropped; dropped: it came, and could not be made.
             * @enum {string}
             */
            state: "pending" | "invalid" | "dropped";
            timeZone?: string;
        };
        Changes: {
            changes: components["schemas"]["Version"][];
            /** @description The cursor of the next page, where there is one. */
            next?: string;
        };
        Clicks: {
            /** @enum {string} */
            by: "hour" | "day" | "week" | "month" | "country" | "referrer" | "device" | "browser" | "os" | "campaign" | "rule" | "via" | "agent";
            /**
             * Format: date-time
             * @description When the first hour begins.
             */
            from: string;
            /** @description Over time: each unit, in order, those with nothing as well. By value: the most first; "(none)" had no value, "(other)" are values for which there was no room. */
            rows: ((components["schemas"]["Counts"] & {
                time: string;
                /** @description By day in UTC, of 92 days at most: how many different people clicked on that whole day. Up to 250 exactly, of more to a few percent. */
                visitors?: number;
            }) | {
                count: number;
                value: string;
            })[];
            /**
             * Format: date-time
             * @description When the last hour ends.
             */
            to: string;
            total: components["schemas"]["Counts"];
            tz: string;
        };
        Counts: {
            /** @description People who followed the link. */
            clicks: number;
            /** @description Crawlers of searches and of assistants. */
            crawlers: number;
            /** @description Who calls himself a browser, and is taken for a program by what else he says. */
            doubtful: number;
            /** @description People whom the link led on to where it leads when it is over. */
            ended: number;
            /** @description HEAD requests. */
            heads: number;
            /** @description Browsers that asked ahead of a click; the click itself is counted when it comes. */
            prefetches: number;
            /** @description What shows a card of the link where people talk. */
            previews: number;
            /** @description Those of them who came by its QR code. */
            scans: number;
            /** @description Programs. */
            tools: number;
        };
        /**
         * @example {
         *       "name": "marketing",
         *       "scopes": [
         *         "links:read",
         *         "links:write"
         *       ]
         *     }
         */
        CreateKey: {
            /**
             * Format: date-time
             * @description From then on the key is none.
             */
            expiresAt?: string;
            limits?: components["schemas"]["Limits"];
            /** @description For people who look at the list of keys. */
            name: string;
            /** @description What the key may be used for. `admin` is everything, keys included. */
            scopes: ("links:read" | "links:write" | "stats:read" | "pages" | "admin")[];
        };
        /**
         * @example {
         *       "url": "https://www.example.com/spring?utm_source=poster"
         *     }
         */
        CreateLink: {
            appLinks?: components["schemas"]["AppLinks"] & unknown;
            domain?: string;
            /** Format: uri */
            expiredUrl?: string;
            /**
             * Format: date-time
             * @description From then on the link leads nowhere, or to `expiredUrl`.
             */
            expiresAt?: string;
            /**
             * @description Whether what stands behind the slug is added to the url’s path.
             * @default false
             */
            forwardPath?: boolean;
            /**
             * @description Whether the query of the short url is added to the url’s.
             * @default false
             */
            forwardQuery?: boolean;
            /**
             * @description Seconds for which the edge may answer without asking; an edit takes as long.
             * @default 60
             */
            maxAge?: number;
            /** @description After so many clicks of people it leads nowhere. */
            maxClicks?: number;
            note?: string;
            /** @description Asked for on a page of our own. Only a hash of it is kept. */
            password?: string;
            /** @description The first that holds for a visitor says where the link leads. */
            rules?: components["schemas"]["Rule"][];
            /** @description 1 to 64 letters, digits, "-" or "_", with "/" between segments; each begins and ends with a letter or a digit. Without one, the same request always gets the same slug. */
            slug?: string;
            /**
             * Format: date-time
             * @description Until then there is no link, as far as anybody can tell.
             */
            startsAt?: string;
            /**
             * @description one of 301, 302, 307, 308
             * @default 301
             */
            status?: 301 | 302 | 307 | 308;
            /**
             * @description at most 20 tags, each of 1 to 50 characters
             * @default []
             */
            tags?: string[];
            /** @description For people who look for the link, and who look where it leads by a + behind it. */
            title?: string;
            unfurl?: components["schemas"]["Unfurl"] & unknown;
            /**
             * Format: uri
             * @description an absolute http or https address of at most 8192 characters
             */
            url: string;
            utm?: components["schemas"]["Utm"] & unknown;
        };
        DroppedSnapshot: components["schemas"]["Snapshot"] & {
            /** @description After so long no edge has a copy of it any more: CloudFront was told. */
            effectiveWithinSeconds: number;
        };
        /**
         * @example {
         *       "title": "Spring sale",
         *       "expiresAt": "2030-12-24T18:00:00Z"
         *     }
         */
        EditLink: {
            appLinks?: components["schemas"]["AppLinks"] & (Record<string, never> | null);
            /** Format: uri */
            expiredUrl?: string | null;
            /**
             * Format: date-time
             * @description From then on the link leads nowhere, or to `expiredUrl`.
             */
            expiresAt?: string | null;
            /**
             * @description Whether what stands behind the slug is added to the url’s path.
             * @default false
             */
            forwardPath?: boolean | null;
            /**
             * @description Whether the query of the short url is added to the url’s.
             * @default false
             */
            forwardQuery?: boolean | null;
            /**
             * @description Seconds for which the edge may answer without asking; an edit takes as long.
             * @default 60
             */
            maxAge?: number | null;
            /** @description After so many clicks of people it leads nowhere. */
            maxClicks?: number | null;
            note?: string | null;
            /** Format: date-time */
            oldSlugUntil?: string | null;
            /** @description Asked for on a page of our own. Only a hash of it is kept. */
            password?: string | null;
            /** @description Whether the edges shall forget the link at once, in place of within its maxAge. */
            purge?: boolean;
            /** @description The first that holds for a visitor says where the link leads. */
            rules?: components["schemas"]["Rule"][] | null;
            /** @description 1 to 64 letters, digits, "-" or "_", with "/" between segments; each begins and ends with a letter or a digit. Without one, the same request always gets the same slug. */
            slug?: string;
            /**
             * Format: date-time
             * @description Until then there is no link, as far as anybody can tell.
             */
            startsAt?: string | null;
            /**
             * @description one of 301, 302, 307, 308
             * @default 301
             */
            status?: 301 | 302 | 307 | 308 | null;
            /**
             * @description at most 20 tags, each of 1 to 50 characters
             * @default []
             */
            tags?: string[] | null;
            /** @description For people who look for the link, and who look where it leads by a + behind it. */
            title?: string | null;
            unfurl?: components["schemas"]["Unfurl"] & unknown;
            /**
             * Format: uri
             * @description an absolute http or https address of at most 8192 characters
             */
            url?: string;
            utm?: components["schemas"]["Utm"] & (Record<string, never> | null);
        };
        /**
         * @example {
         *       "tag": "spring sale"
         *     }
         */
        EditTag: {
            /** @description What it shall be. */
            tag: string;
        };
        History: {
            /** @description The cursor of the next page, where there is one. */
            next?: string;
            versions: components["schemas"]["Version"][];
        };
        Key: {
            /** Format: date-time */
            createdAt: string;
            /** @description The id of the key that made it; not there for one that an operator made. */
            createdBy?: string;
            /** Format: date-time */
            expiresAt?: string;
            id: string;
            /**
             * Format: date-time
             * @description The beginning of the hour. Not there for never.
             */
            lastUsedAt?: string;
            limits: components["schemas"]["Limits"];
            name: string;
            /**
             * Format: date-time
             * @description Until then a secret from before the last rotation is taken, too.
             */
            oldSecretsUntil?: string;
            /** Format: date-time */
            revokedAt?: string;
            scopes: ("links:read" | "links:write" | "stats:read" | "pages" | "admin")[];
        };
        Keys: {
            keys: components["schemas"]["Key"][];
            /** @description The cursor of the next page, where there is one. */
            next?: string;
        };
        KeyWithSecret: components["schemas"]["Key"] & {
            /** @description What to send behind "Bearer". It is shown this once. */
            secret: string;
        };
        LaterOrder: {
            /**
             * Format: date-time
             * @description When it comes, the next time if it repeats; in UTC.
             */
            at: string;
            id: string;
            lastDone?: {
                /** Format: date-time */
                at: string;
                queued: number;
            };
            lastDropped?: {
                /** Format: date-time */
                at: string;
                reason: string;
            };
            /** Format: date-time */
            orderedAt: string;
            /** @description The id of the key. */
            orderedBy: string;
            /** @description The stored pages whose addresses begin so: the beginning of such addresses, e.g. https://www.example.com/products/. */
            prefix?: string;
            repeat?: string;
            /** @description The pages a sitemap lists, stored or not: the absolute address of a sitemap, on a host of the site. */
            sitemap?: string;
            /**
             * @description dropped: its time came, and it could not be done.
             * @enum {string}
             */
            state: "pending" | "done" | "dropped";
            timeZone?: string;
            /** @description One page: an absolute address of the site. */
            url?: string;
            /** @description Some pages: a list of 1 to 100 absolute addresses of the site. */
            urls?: string[];
        };
        LaterOrders: {
            orders: components["schemas"]["LaterOrder"][];
        };
        Limits: {
            /** @description Hosts that a link may lead to, in its url, expiredUrl and rules; *.example.com stands for all below that name. */
            hosts?: string[];
            /** @description A slug must begin so. Generated ones do. */
            slugPrefix?: string;
            /** @description A link must bear one of them. The only one is given to links that are made. */
            tags?: string[];
        };
        LimitsInForce: {
            /** @description Calls a minute of one key that read. infra/settings.yml: readsPerKey */
            readsPerKey: number;
            /** @description How long a crawler waits for a page that has no snapshot, in milliseconds. infra/settings.yml: renderDeadlineMs */
            renderDeadlineMs: number;
            /** @description Of these, for one client that has not proved who it is. infra/settings.yml: rendersPerClient */
            rendersPerClient: number;
            /** @description Pages a day that are rendered again. infra/settings.yml: rendersPerDay */
            rendersPerDay: number;
            /** @description Pages a minute that are rendered while crawlers wait. infra/settings.yml: rendersPerMinute */
            rendersPerMinute: number;
            /** @description So many of them at once. infra/settings.yml: requestsAtOnce */
            requestsAtOnce: number;
            /** @description Requests a second past the edge’s cache, of the API and of links, for all clients together. infra/settings.yml: requestsPerSecond */
            requestsPerSecond: number;
            /** @description Its other calls a minute. infra/settings.yml: writesPerKey */
            writesPerKey: number;
        };
        Link: {
            appLinks?: components["schemas"]["AppLinks"];
            /** Format: date-time */
            changedAt: string;
            changedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** @description The id of the key that made the link. */
            createdBy: string;
            /** Format: date-time */
            deletedAt?: string;
            /** @description Where it is not the first short domain. */
            domain?: string;
            /** @description Nothing was written: this is the link as the request would leave it. */
            dryRun?: {
                /** @description What the request itself would have been answered. */
                status: number;
            };
            /**
             * @description The link as answered here is in force everywhere within this time, and so is a change of it that is made now.
             * @example 60
             */
            effectiveWithinSeconds: number;
            expiredUrl?: string;
            /** Format: date-time */
            expiresAt?: string;
            forwardPath: boolean;
            forwardQuery: boolean;
            hasPassword: boolean;
            maxAge: number;
            maxClicks?: number;
            /**
             * Format: date-time
             * @description When the next change comes that was ordered.
             */
            nextChangeAt?: string;
            note?: string;
            /** @description Where a purge was asked for: whether the edges were told to forget the link. The change is made either way. */
            purged?: boolean;
            /**
             * Format: uri
             * @description Where anybody gets the QR code of the link, as SVG; with `.png` behind it as PNG. Not there while the short domain has no name of its own.
             */
            qr?: string;
            rules: components["schemas"]["Rule"][];
            /** Format: uri */
            shortUrl: string;
            slug: string;
            /** Format: date-time */
            startsAt?: string;
            /** @enum {string} */
            state: "active" | "scheduled" | "expired" | "deleted";
            status: number;
            tags: string[];
            title?: string;
            unfurl?: components["schemas"]["Unfurl"];
            /**
             * Format: uri
             * @description The url, a URI of RFC 3986.
             */
            url: string;
            utm: components["schemas"]["Utm"];
            version: number;
        };
        LinkChanges: {
            changes: components["schemas"]["Change"][];
        };
        Links: {
            links: (components["schemas"]["Link"] & {
                /** @description In the order of clicks: how many people clicked ever since. */
                clicks?: number;
            })[];
            /** @description The cursor of the next page, where there may be one: a page may have fewer links than asked for, and more behind it. */
            next?: string;
        };
        Order: {
            /** @description There may be more pages: at most 5000 are queued at once. Send the same order with it. */
            cursor?: string;
            /** @description So many pages are in the queue now. */
            queued: number;
            /**
             * Format: date-time
             * @description A page is done when its renderedAt, or the time of its last error, is not before this.
             */
            queuedAt: string;
            /** @description Addresses of a sitemap that are not of the site. */
            skipped?: number;
        };
        /**
         * @example {
         *       "at": "2030-12-24T18:00:00",
         *       "timeZone": "Europe/Berlin",
         *       "patch": {
         *         "url": "https://example.com/christmas"
         *       }
         *     }
         */
        OrderChange: {
            /** @description a time with its zone, e.g. 2030-12-24T18:00:00+01:00, or without one beside timeZone; in the future */
            at?: string;
            patch: components["schemas"]["Patch"];
            /** @description the five fields of cron, e.g. "0 18 * * 5" for each Friday at 18:00, an hour apart at least */
            repeat?: string;
            /** @description the name of a time zone, e.g. Europe/Berlin */
            timeZone?: string;
        };
        /** @description What the document says to who runs no scripts; '' and [] where it says nothing. Lists have the first 50, and texts end after 500 characters. */
        PageFacts: {
            /** @description Pieces of JSON-LD that are no JSON. */
            brokenJsonLd: number;
            canonical: string[];
            description: string;
            h1: string[];
            h2: string[];
            /** @description The types in JSON-LD, each once. */
            jsonLd: string[];
            /** @description Of the html element. */
            lang: string;
            /** @description Links in the page, to wherever they lead. */
            links: number;
            /** @description Metas such as og:title, in their order. */
            openGraph: {
                content: string;
                name: string;
            }[];
            /** @description Metas for robots, googlebot and bingbot. */
            robots: {
                content: string;
                name: string;
            }[];
            title: string;
            /** @description Metas such as twitter:card, in their order. */
            twitter: {
                content: string;
                name: string;
            }[];
            /** @description Words of the page’s text; in Chinese and Japanese, characters. */
            words: number;
        };
        /** @description What is given changes, the rest stays; null takes away. */
        Patch: {
            appLinks?: components["schemas"]["AppLinks"] & (Record<string, never> | null);
            /** @description Not here: a link stays on its short domain. */
            domain?: unknown;
            /** Format: uri */
            expiredUrl?: string | null;
            /**
             * Format: date-time
             * @description From then on the link leads nowhere, or to `expiredUrl`.
             */
            expiresAt?: string | null;
            /**
             * @description Whether what stands behind the slug is added to the url’s path.
             * @default false
             */
            forwardPath?: boolean | null;
            /**
             * @description Whether the query of the short url is added to the url’s.
             * @default false
             */
            forwardQuery?: boolean | null;
            /**
             * @description Seconds for which the edge may answer without asking; an edit takes as long.
             * @default 60
             */
            maxAge?: number | null;
            /** @description After so many clicks of people it leads nowhere. */
            maxClicks?: number | null;
            note?: string | null;
            /** @description Not here: it is about another slug. */
            oldSlugUntil?: unknown;
            /** @description Asked for on a page of our own. Only a hash of it is kept. */
            password?: string | null;
            /** @description Not here: no edge keeps an answer past the time of a change. */
            purge?: unknown;
            /** @description The first that holds for a visitor says where the link leads. */
            rules?: components["schemas"]["Rule"][] | null;
            /** @description Not here: whether it is free is known only then. */
            slug?: unknown;
            /**
             * Format: date-time
             * @description Until then there is no link, as far as anybody can tell.
             */
            startsAt?: string | null;
            /**
             * @description one of 301, 302, 307, 308
             * @default 301
             */
            status?: 301 | 302 | 307 | 308 | null;
            /**
             * @description at most 20 tags, each of 1 to 50 characters
             * @default []
             */
            tags?: string[] | null;
            /** @description For people who look for the link, and who look where it leads by a + behind it. */
            title?: string | null;
            unfurl?: components["schemas"]["Unfurl"] & unknown;
            /**
             * Format: uri
             * @description an absolute http or https address of at most 8192 characters
             */
            url?: string;
            utm?: components["schemas"]["Utm"] & (Record<string, never> | null);
        };
        Problem: {
            detail: string;
            /** @description With status 422: wrong fields, ten at most, each with why, and what would be right. */
            errors?: {
                expected: string;
                field: string;
                reason: string;
            }[];
            status: number;
            title: string;
            type: string;
        };
        QrCode: {
            /**
             * @description a colour as six hexadecimal digits, e.g. 1c2430
             * @default #000000
             */
            dark?: string;
            /**
             * @description one of svg, png
             * @default svg
             * @enum {string}
             */
            format?: "svg" | "png";
            /**
             * @description How much of the code may be lost: about 7, 15, 25 and 30 percent. Where more fits, it has more.
             * @default M
             * @enum {string}
             */
            level?: "L" | "M" | "Q" | "H";
            /**
             * @description a colour as six hexadecimal digits, e.g. 1c2430
             * @default #ffffff
             */
            light?: string;
            /** @description In the middle; the level is H then. a PNG of at most 32 KB and 1024 pixels a side, as data:image/png;base64,… */
            logo?: string;
            /**
             * @description a whole number of modules, 0 to 20
             * @default 4
             */
            margin?: number;
            /**
             * @description a whole number of pixels, 32 to 2048
             * @default 512
             */
            size?: number;
        };
        /**
         * @example {
         *       "url": "https://www.example.com/products/3"
         *     }
         */
        RerenderOrder: {
            /** @description a time with its zone, e.g. 2030-12-24T18:00:00+01:00, or without one beside timeZone; in the future */
            at?: string;
            /** @description With prefix or sitemap: the cursor of the last answer to the same request. */
            cursor?: string;
            /** @description The stored pages whose addresses begin so: the beginning of such addresses, e.g. https://www.example.com/products/. */
            prefix?: string;
            /** @description the five fields of cron, e.g. "0 18 * * 5" for each Friday at 18:00, an hour apart at least */
            repeat?: string;
            /** @description The pages a sitemap lists, stored or not: the absolute address of a sitemap, on a host of the site. */
            sitemap?: string;
            /** @description the name of a time zone, e.g. Europe/Berlin */
            timeZone?: string;
            /** @description One page: an absolute address of the site. */
            url?: string;
            /** @description Some pages: a list of 1 to 100 absolute addresses of the site. */
            urls?: string[];
        } & (unknown | unknown | unknown | unknown);
        Rotation: {
            /**
             * @description For so long the secrets it has now are taken, too.
             * @default 3600
             */
            overlapSeconds?: number;
        };
        Rule: {
            browser?: ("chrome" | "safari" | "firefox" | "edge" | "samsung" | "opera")[];
            country?: string[];
            device?: ("mobile" | "tablet" | "desktop")[];
            /** Format: date-time */
            from?: string;
            language?: string[];
            os?: ("ios" | "android" | "windows" | "macos" | "linux" | "chromeos")[];
            /** Format: date-time */
            until?: string;
            /** Format: uri */
            url: string;
            weight?: number;
        };
        Settings: {
            crawlers: {
                /** @description Who gets the finished page, and who the app. infra/settings.yml: crawlers.categories */
                categories: {
                    /** @enum {string} */
                    category: "search" | "social" | "preview" | "ai-search" | "ai-assistant" | "ai-training" | "seo" | "archive" | "feed" | "other" | "monitor" | "library" | "scanner" | "automation";
                    /** @enum {string} */
                    gets: "page" | "app";
                    /** @description Whether it would get the same without settings. */
                    isDefault: boolean;
                    /** @description Who that is, in words. */
                    who: string;
                }[];
                /** @description Who is named, which counts before all else. In small letters. infra/settings.yml: crawlers.names */
                names: {
                    /** @enum {string} */
                    gets: "page" | "app";
                    name: string;
                }[];
            };
            limits: components["schemas"]["LimitsInForce"];
            links: {
                /** @description Hosts that no link may lead to, each with all below it. infra/settings.yml: blockedHosts */
                blockedHosts: string[];
                /** @description What a link has that says nothing else: send status or maxAge with the link. */
                defaults: {
                    maxAge: number;
                    status: number;
                };
                /** @description The schemes that links may have; http and https always. infra/settings.yml: urlSchemes */
                urlSchemes: string[];
            };
            /** @description What may be on or off. */
            parts: {
                /** @description Changes of links are events on a bus of EventBridge. infra/settings.yml: events */
                events: boolean;
                /** @description Search engines are told of pages that have changed. infra/settings.yml: indexNowKey */
                indexNow: boolean;
                /** @description Log lines are shipped to Grafana Loki. infra/settings.yml: lokiUrl */
                loki: boolean;
                /** @description So many addresses are told of changes of links. infra/settings.yml: webhooks */
                webhooks: number;
                /** @description New destinations are looked up at Google’s Web Risk. infra/settings.yml: webRiskSecret */
                webRisk: boolean;
            };
            /** @description The default first. */
            shortDomains: components["schemas"]["ShortDomain"][];
            site: {
                /** @description Where the app is, and pages for crawlers. infra/settings.yml: siteDomain */
                hosts: string[];
                /** @description Whether paths that end in .html are pages of the app. infra/settings.yml: htmlPages */
                htmlPages: boolean;
                /** @description The query parameters that make another page; all others are dropped. infra/settings.yml: pageParameters */
                pageParameters: string[];
                /**
                 * @description Who renders what is queued. infra/settings.yml: renderer
                 * @enum {string}
                 */
                renderer: "lambda" | "fargate";
                /**
                 * @description What pages share while they are rendered: caches, or nothing. infra/settings.yml: renderIsolation
                 * @enum {string}
                 */
                renderIsolation: "shared" | "strict";
                /** @description The path of the sitemap that is looked at hourly; missing for none. infra/settings.yml: sitemap */
                sitemap?: string;
                /**
                 * @description Where a person is told from a crawler. infra/settings.yml: viewerRequest
                 * @enum {string}
                 */
                viewerRequest: "lambda" | "cloudfront-function";
            };
            /** @description The block of infra/settings.yml that was deployed; a laptop has dev. */
            stage: string;
            /** @description Of Signpost: package.json, version. */
            version: string;
        };
        ShortDomain: {
            /** @description Whether the systems of phones are told of an app that opens its links. infra/settings.yml: appLinks */
            appLinks: {
                android: boolean;
                apple: boolean;
            };
            /** @description Whether /Spring and /spring are two links. infra/settings.yml: caseSensitive */
            caseSensitive: boolean;
            /** @description Its name, on a laptop with the port. infra/settings.yml: shortDomain; shortDomains has the others */
            host: string;
            /** @description Whether links are made on it where nobody names another one. */
            isDefault: boolean;
            /** @description Where people are sent whose link is none; missing for nowhere. infra/settings.yml: notFoundUrl */
            notFoundUrl?: string;
            /**
             * Format: uri
             * @description What its short urls begin with.
             */
            origin: string;
            /**
             * @description What robots.txt says; own: lines of the operator’s. infra/settings.yml: robots
             * @enum {string}
             */
            robots: "all" | "none" | "own";
            /** @description Where / leads; missing for nowhere. infra/settings.yml: rootUrl */
            rootUrl?: string;
            /** @description Whether slugs may hold dots. infra/settings.yml: slugsWithDots */
            slugsWithDots: boolean;
        };
        Snapshot: {
            /** @description Since it was rendered. */
            ageSeconds?: number;
            /** @description The build of the app it was rendered with. */
            build?: string;
            /**
             * Format: date-time
             * @description When a render last found another content.
             */
            changedAt?: string;
            /**
             * Format: date-time
             * @description When it is to be rendered again.
             */
            dueAt?: string;
            /** @description What the page was not waited for any longer, and which of its own requests failed. */
            givenUp?: string;
            /** @description The snapshot’s object in the bucket. */
            key: string;
            /** @description The last render failed. An older snapshot goes on serving. */
            lastError?: {
                /** Format: date-time */
                at: string;
                reason?: string;
            };
            /** Format: date-time */
            renderedAt?: string;
            /** @description What the page answered. Missing where nothing is stored. */
            status?: number;
            /**
             * Format: uri
             * @description The address that stands for the page.
             */
            url: string;
        };
        SnapshotPage: components["schemas"]["Snapshot"] & {
            facts: components["schemas"]["PageFacts"];
            /** @description Further headers that the page itself asked for. */
            headers: {
                [key: string]: string;
            };
            /** @description The document, as a crawler gets it. */
            html: string;
            /** @description How large the document is. */
            htmlBytes: number;
            /** @description Whether html or markdown end early here, as an answer has no room for more. Crawlers get all of it. */
            isCut: boolean;
            /** @description Where it is sent, with a status from 301 on. */
            location?: string;
            /** @description The same as Markdown, as a client gets it that prefers that; where it is stored. */
            markdown?: string;
            /** @description What a crawler is answered. */
            status: number;
        };
        Snapshots: {
            /** @description There may be more: ask again with it. What is rare may take some answers without any page. */
            cursor?: string;
            snapshots: components["schemas"]["Snapshot"][];
        };
        Tag: {
            /**
             * @description Where the number may be another by now: of a tag with more than 1,000 links it is some minutes old, an hour at most; or there are more than were counted.
             * @enum {boolean}
             */
            about?: true;
            /** @description How many links have it that are not deleted. */
            links: number;
            /** @description As whoever gave it last wrote it: letter case makes no other tag. */
            tag: string;
        };
        TagRemoved: {
            /** @description How many links this request changed. */
            changed: number;
            /** @description There may be more links with the tag: send the same again, with this as `cursor`. */
            next?: string;
        };
        TagRenamed: {
            /** @description How many links this request changed. */
            changed: number;
            /** @description Whether links had the new tag when this began, so that both are one now. Links keep the spelling they have of it. */
            merged: boolean;
            /** @description There may be more links with the tag: send the same again, with this as `cursor`. */
            next?: string;
            /** @description What the tag is now. */
            tag: string;
        };
        Tags: {
            /** @description The cursor of the next page, where there may be one: a page may have fewer tags than asked for, and more behind it. */
            next?: string;
            tags: components["schemas"]["Tag"][];
        };
        TopLinks: {
            /** @description Whether there is surely no other link with more clicks. Of very many links with few clicks each not all are looked at. */
            exact: boolean;
            /**
             * Format: date-time
             * @description When the first hour begins.
             */
            from: string;
            links: {
                /** @description People who followed the link. */
                clicks: number;
                /** @description Where it is not the first short domain. */
                domain?: string;
                /** Format: uri */
                shortUrl: string;
                slug: string;
                /** Format: uri */
                url: string;
            }[];
            /**
             * Format: date-time
             * @description When the last hour ends.
             */
            to: string;
        };
        Unfurl: "auto" | {
            description?: string;
            /** Format: uri */
            image?: string;
            title?: string;
        };
        Utm: {
            campaign?: string;
            content?: string;
            id?: string;
            medium?: string;
            source?: string;
            term?: string;
        };
        Verdict: {
            /** @description Why, in words. */
            because: string;
            /**
             * @description What a crawler or a tool is for. Missing for people, and for who does not say.
             * @enum {string}
             */
            category?: "search" | "social" | "preview" | "ai-search" | "ai-assistant" | "ai-training" | "seo" | "archive" | "feed" | "other" | "monitor" | "library" | "scanner" | "automation";
            /** @description What to write under `crawlers` in infra/settings.yml to turn it round: one of these. Empty where no setting does. */
            change: string[];
            /**
             * @description The app, the finished page, or that page’s text as Markdown.
             * @enum {string}
             */
            gets: "app" | "page" | "markdown";
            getsInWords: string;
            /** @enum {string} */
            kind: "person" | "crawler" | "tool";
            /** @description As the client wrote it. */
            name?: string;
            /** @description Whether its User-Agent alone brings it the finished page. */
            prerender: boolean;
            /** @description Whose crawler it says it is, of operators that publish addresses or keys. From elsewhere it gets what is stored, and nothing is rendered for it. */
            provableBy?: string;
            /**
             * @description The rule that decided, in one word: docs/crawlers.md.
             * @enum {string}
             */
            reason: "renderer" | "settings" | "name" | "maker" | "words" | "home" | "address" | "unknown" | "browser";
            /** @description As it was given. */
            userAgent: string;
            /** @description Who it is, in words. */
            who: string;
        };
        Version: {
            /**
             * @description order and call-off are about a change for later; scheduled is one that was made when it came, dropped one that could not be.
             * @enum {string}
             */
            action: "create" | "edit" | "rename" | "delete" | "restore" | "undo" | "order" | "call-off" | "scheduled" | "dropped";
            after?: components["schemas"]["Link"];
            /** Format: date-time */
            at: string;
            before?: components["schemas"]["Link"] & unknown;
            /** @description The id of the key. */
            by: string;
            /** @description The change for later that this is about. */
            ordered?: {
                /** Format: date-time */
                at: string;
                id: string;
                /** Format: date-time */
                orderedAt: string;
                /** @description What was ordered, where that is what was done. */
                patch?: {
                    appLinks?: components["schemas"]["AppLinks"] & (Record<string, never> | null);
                    /** Format: uri */
                    expiredUrl?: string | null;
                    /** Format: date-time */
                    expiresAt?: string | null;
                    /**
                     * @description Whether what stands behind the slug is added to the url’s path.
                     * @default false
                     */
                    forwardPath?: boolean | null;
                    /**
                     * @description Whether the query of the short url is added to the url’s.
                     * @default false
                     */
                    forwardQuery?: boolean | null;
                    hasPassword?: boolean;
                    /**
                     * @description Seconds for which the edge may answer without asking; an edit takes as long.
                     * @default 60
                     */
                    maxAge?: number | null;
                    /** @description After so many clicks of people it leads nowhere. */
                    maxClicks?: number | null;
                    note?: string | null;
                    /** @description The first that holds for a visitor says where the link leads. */
                    rules?: components["schemas"]["Rule"][] | null;
                    /** Format: date-time */
                    startsAt?: string | null;
                    /**
                     * @description one of 301, 302, 307, 308
                     * @default 301
                     */
                    status?: 301 | 302 | 307 | 308 | null;
                    /**
                     * @description at most 20 tags, each of 1 to 50 characters
                     * @default []
                     */
                    tags?: string[] | null;
                    /** @description For people who look for the link, and who look where it leads by a + behind it. */
                    title?: string | null;
                    unfurl?: "auto" | {
                        description?: string;
                        /** Format: uri */
                        image?: string;
                        title?: string;
                    } | null;
                    /**
                     * Format: uri
                     * @description an absolute http or https address of at most 8192 characters
                     */
                    url?: string;
                    utm?: components["schemas"]["Utm"] | null;
                };
                /** @description Why it could not be made. */
                reason?: string;
            };
            version: number;
        };
        VisitCounts: {
            /** @description Visits of AI that somebody asked. */
            aiAssistants: number;
            /** @description Visits of AI that searches. */
            aiSearch: number;
            /** @description Visits of AI that learns. */
            aiTraining: number;
            /** @description Visits of those that get the app, as people do. */
            app: number;
            /** @description Visits of what shows cards of pages where people talk. */
            cards: number;
            /** @description Requests of what calls itself a browser, and is taken for a program by what else it says. */
            doubtful: number;
            /** @description Visits to which no page came: the page is not there, or there was something else instead. */
            failed: number;
            /** @description HEAD requests of whomever. */
            heads: number;
            /** @description Visits whose page was there: at the edge, in the bucket, or with the visitor still. */
            hits: number;
            /** @description Visits of other crawlers: search engine optimisers, archives, feed readers. */
            others: number;
            /** @description Requests of pages by people: the app was loaded. */
            people: number;
            /** @description Visits whose page was rendered while they waited. */
            rendered: number;
            /** @description How long those of `rendered` waited, in milliseconds, all together. */
            renderMs: number;
            /** @description Visits of search engines. */
            search: number;
            /** @description Visits of tools: monitors, libraries, scanners. */
            tools: number;
            /** @description Requests under a name that its owner can prove, and that this one did not: they are no visits. */
            unproved: number;
            /** @description Requests of pages by crawlers and tools that are who they say they are, as far as that can be told. */
            visits: number;
        };
        VisitedPages: {
            failed: {
                pages: {
                    /** @description Why: missing, refused, error and left tell of the status; the others of why there was no render that worked, see docs/crawlers-of-the-site.md. */
                    cause: string;
                    /** @description How often. */
                    count: number;
                    /**
                     * Format: date-time
                     * @description When it is to be rendered again: what is stored is old after that.
                     */
                    dueAt?: string;
                    /** @description The last render failed. */
                    lastError?: {
                        /** Format: date-time */
                        at: string;
                        reason?: string;
                    };
                    /**
                     * Format: date-time
                     * @description When what is stored of it now was rendered.
                     */
                    renderedAt?: string;
                    /** @description What the visitor got; 0 where it had gone. */
                    status: number;
                    /** @description The page’s address; of a very long one the beginning. */
                    url: string;
                }[];
                /** @description Each page was counted at most so much more often, and a page that is not listed at most so often; 0 while there are few pages. */
                slack: number;
            };
            /**
             * Format: date-time
             * @description When the first hour begins.
             */
            from: string;
            read: {
                pages: {
                    /** @description How often. */
                    count: number;
                    /**
                     * Format: date-time
                     * @description When it is to be rendered again: what is stored is old after that.
                     */
                    dueAt?: string;
                    /** @description The last render failed. */
                    lastError?: {
                        /** Format: date-time */
                        at: string;
                        reason?: string;
                    };
                    /**
                     * Format: date-time
                     * @description When what is stored of it now was rendered.
                     */
                    renderedAt?: string;
                    /** @description The page’s address; of a very long one the beginning. */
                    url: string;
                }[];
                /** @description Each page was counted at most so much more often, and a page that is not listed at most so often; 0 while there are few pages. */
                slack: number;
            };
            /**
             * Format: date-time
             * @description When the last hour ends.
             */
            to: string;
        };
        Visits: {
            /** @enum {string} */
            by: "hour" | "day" | "week" | "month" | "name" | "kind" | "purpose" | "status" | "answer" | "cause" | "time" | "identity" | "claimed" | "page";
            /**
             * Format: date-time
             * @description When the first hour begins.
             */
            from: string;
            /** @description Over time: each unit, in order, those with nothing as well. By value: the most first; "(none)" had no value, "(other)" are values for which there was no room. */
            rows: ((components["schemas"]["VisitCounts"] & {
                time: string;
            }) | {
                count: number;
                value: string;
            })[];
            /** @description By page: Each page was counted at most so much more often, and a page that is not listed at most so often; 0 while there are few pages. */
            slack?: number;
            /**
             * Format: date-time
             * @description When the last hour ends.
             */
            to: string;
            total: components["schemas"]["VisitCounts"];
            tz: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description no-store: each answer is of its moment */
        CacheControl: string;
        /** @description How many are left, and for how many seconds, e.g. "writes";r=598;t=37 */
        RateLimit: string;
        /** @description How many calls the key has in a minute, e.g. "writes";q=600;w=60 */
        RateLimitPolicy: string;
        /** @description Seconds until it may be tried again */
        RetryAfter: string;
        /** @description Bearer: what is wrong with the key, or which scope it has not */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
