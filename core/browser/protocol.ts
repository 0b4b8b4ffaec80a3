/**
 * The part of Chromium's protocol that Signpost uses, with the fields it uses.
 * Spec: https://chromedevtools.github.io/devtools-protocol/tot/
 */
export interface ProtocolCommands {
  'Browser.getVersion': Command<unknown, { product: string; userAgent: string }>;
  'Browser.setDownloadBehavior': Command<{ behavior: 'deny'; browserContextId: string }>;
  'DOMStorage.clear': Command<{ storageId: { storageKey: string; isLocalStorage: boolean } }>;
  'DOMStorage.enable': Command;
  'Emulation.clearDeviceMetricsOverride': Command<Record<string, never>>;
  'Emulation.setDeviceMetricsOverride': Command<{
    width: number;
    height: number;
    deviceScaleFactor: number;
    mobile: boolean;
  }>;
  'Emulation.setScriptExecutionDisabled': Command<{ value: boolean }>;
  'Emulation.setUserAgentOverride': Command<{ userAgent: string }>;
  /** `budget`: milliseconds of virtual time, after which it stands still. */
  'Emulation.setVirtualTimePolicy': Command<{
    policy: 'advance' | 'pause' | 'pauseIfNetworkFetchesPending';
    budget?: number;
    maxVirtualTimeTaskStarvationCount?: number;
  }>;
  /** `url`: another address, of which the page sees nothing. */
  'Fetch.continueRequest': Command<{ requestId: string; interceptResponse?: boolean; url?: string }>;
  'Fetch.enable': Command<{
    patterns: { urlPattern?: string; resourceType?: ResourceType; requestStage: 'Request' | 'Response' }[];
  }>;
  'Fetch.failRequest': Command<{ requestId: string; errorReason: 'Aborted' | 'BlockedByClient' }>;
  'Fetch.fulfillRequest': Command<{
    requestId: string;
    responseCode: number;
    responseHeaders: Header[];
    /** In base64. */
    body: string;
  }>;
  'Fetch.getResponseBody': Command<{ requestId: string }, { body: string; base64Encoded: boolean }>;
  'HeapProfiler.collectGarbage': Command;
  /** Draws one frame; nobody looks at it. Its time in milliseconds since the machine started. */
  'HeadlessExperimental.beginFrame': Command<{ noDisplayUpdates: boolean; frameTimeTicks: number }>;
  'Network.enable': Command;
  'Network.setBlockedURLs': Command<{ urls: string[] }>;
  'Network.setBypassServiceWorker': Command<{ bypass: boolean }>;
  'Page.addScriptToEvaluateOnNewDocument': Command<{ source: string }>;
  'Page.enable': Command;
  'Page.handleJavaScriptDialog': Command<{ accept: boolean }>;
  'Page.resetNavigationHistory': Command;
  'Page.navigate': Command<{ url: string }, { errorText?: string }>;
  'Runtime.evaluate': Command<
    { expression: string; returnByValue: true },
    { result: { value?: unknown }; exceptionDetails?: { text: string; exception?: { description?: string } } }
  >;
  'Runtime.terminateExecution': Command;
  'Storage.clearCookies': Command<{ browserContextId: string }>;
  'Storage.clearDataForOrigin': Command<{ origin: string; storageTypes: string }>;
  /** Processor time in seconds. */
  'SystemInfo.getProcessInfo': Command<
    unknown,
    { processInfo: { type: string; id: number; cpuTime: number }[] }
  >;
  'Target.attachToTarget': Command<{ targetId: string; flatten: true }, { sessionId: string }>;
  'Target.createBrowserContext': Command<
    { disposeOnDetach: true; proxyServer?: string; proxyBypassList?: string },
    { browserContextId: string }
  >;
  'Target.createTarget': Command<
    { url: string; browserContextId: string; enableBeginFrameControl: boolean },
    { targetId: string }
  >;
  'Target.disposeBrowserContext': Command<{ browserContextId: string }>;
}

export interface ProtocolEvents {
  'Emulation.virtualTimeBudgetExpired': unknown;
  'Fetch.requestPaused': PausedRequest;
  'Inspector.targetCrashed': unknown;
  'Network.loadingFailed': {
    requestId: string;
    /** It was given up, or refused by the browser itself. */
    canceled?: boolean;
    blockedReason?: string;
  };
  'Network.loadingFinished': { requestId: string };
  'Network.responseReceived': { requestId: string; response: { status: number; mimeType: string } };
  'Network.requestWillBeSent': {
    requestId: string;
    request: { url: string; method: string };
    /** parser: the document itself asks for it. */
    initiator: { type: string };
    /** Empty for the script of a worker. */
    loaderId: string;
    type?: ResourceType;
    frameId?: string;
  };
  'Page.frameNavigated': { frame: { id: string; parentId?: string; url: string } };
  'Page.frameRequestedNavigation': { frameId: string; url: string };
  'Page.javascriptDialogOpening': { type: 'alert' | 'beforeunload' | 'confirm' | 'prompt' };
}

/** A request Chromium waits with until it is told what to do; with a status, it is the answer that waits. */
export interface PausedRequest {
  requestId: string;
  request: { url: string; method: string; headers: Record<string, string> };
  frameId: string;
  resourceType: ResourceType;
  responseStatusCode?: number;
  responseHeaders?: Header[];
  responseErrorReason?: string;
}

export interface Header {
  name: string;
  value: string;
}

export type ResourceType =
  | 'Document'
  | 'Fetch'
  | 'Font'
  | 'Image'
  | 'Media'
  | 'Other'
  | 'Script'
  | 'Stylesheet'
  | 'XHR';

interface Command<Params = Record<string, never>, Result = unknown> {
  params: Params;
  result: Result;
}
