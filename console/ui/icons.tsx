import type { ComponentChildren } from 'preact';

/** Line icons of 20 px, drawn for the console. They are decoration: what they stand for is said beside them. */
export type Icon = () => preact.JSX.Element;

const line = (children: ComponentChildren) => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    {children}
  </svg>
);
const drawn =
  (path: string): Icon =>
  () =>
    line(<path d={path} />);

export const Mark: Icon = () => (
  <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
    <path d="M14 2h4v3h9l3 4-3 4h-9v3h10v8H18v6h-4v-6H5l-3-4 3-4h9v-3H4V5h10z" />
  </svg>
);
export const LinkIcon = drawn('M8 12l4-4M7 9l-2 2a3 3 0 004 4l2-2M13 11l2-2a3 3 0 00-4-4l-2 2');
export const PlusIcon = drawn('M10 4v12M4 10h12');
export const CopyIcon = drawn('M7 7h9v9H7zM4 13V4h9');
export const CheckIcon = drawn('M4 10l4 4 8-8');
export const CrossIcon = drawn('M5 5l10 10M15 5L5 15');
export const SearchIcon = drawn('M9 15A6 6 0 109 3a6 6 0 000 12zM13.5 13.5L17 17');
export const ChartIcon = drawn('M3 17h14M5 14v-4M9 14V5M13 14V8M17 14v-2');
export const EditIcon = drawn('M4 16l1-4 8-8 3 3-8 8zM11 6l3 3');
export const TrashIcon = drawn('M4 6h12M8 6V4h4v2M6 6l1 10h6l1-10');
export const RobotIcon = drawn('M4 8h12v8H4zM10 8V4M7.5 11.5v1M12.5 11.5v1');
export const PageIcon = drawn('M5 3h7l3 3v11H5zM12 3v3h3');
export const KeyIcon = drawn('M12 12a4 4 0 10-3.5-2L4 14.5V17h2.5l.8-.8V14h2l1.2-1.4z');
export const GearIcon = drawn('M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4');
export const DownIcon = drawn('M5 8l5 5 5-5');
export const UpIcon = drawn('M5 12l5-5 5 5');
export const OutIcon = drawn('M8 4H4v12h4M12 7l3 3-3 3M15 10H8');
export const UploadIcon = drawn('M10 13V4M6 8l4-4 4 4M4 16h12');
export const DownloadIcon = drawn('M10 4v9M6 9l4 4 4-4M4 16h12');
export const ClockIcon = drawn('M10 17a7 7 0 100-14 7 7 0 000 14zM10 6v4l3 2');
export const LockIcon = drawn('M5 9h10v8H5zM7 9V6a3 3 0 016 0v3');
export const BackIcon = drawn('M12 5l-5 5 5 5');
export const ExternalIcon = drawn('M8 5H5v10h10v-3M11 4h5v5M16 4l-7 7');
export const UserIcon = drawn('M10 10a3 3 0 100-6 3 3 0 000 6zM4 17c0-3 3-5 6-5s6 2 6 5');
export const RefreshIcon = drawn('M16 10a6 6 0 11-2-4.5M16 3v4h-4');
export const QrIcon = drawn('M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h2v2M16 11v2M11 16h2M15 15h1v1');
