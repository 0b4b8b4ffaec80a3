import { Command, Option } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { wholeNumber } from '../../values.ts';

export const linkQr = (_: Shell) =>
  withExamples(
    new Command('qr')
      .description('Write the QR code of a link into a file')
      .argument('<slug>', 'its slug, or its short url')
      .requiredOption('--out <file>', 'where to, such as spring.svg or spring.png; - for stdout')
      .addOption(
        new Option('--format <format>', 'svg or png (default: by the name of the file, or svg)').choices([
          'svg',
          'png',
        ] as const),
      )
      .option('--size <pixels>', 'how wide it is', wholeNumber('size', 32, 2048))
      .option('--margin <modules>', 'how wide the quiet zone around it is', wholeNumber('margin', 0, 20))
      .option('--dark <colour>', 'six hexadecimal digits, such as 1c2430')
      .option('--light <colour>', 'six hexadecimal digits, such as ffffff')
      .addOption(
        new Option('--level <letter>', 'how much of it may be lost: about 7, 15, 25 and 30 percent').choices([
          'L',
          'M',
          'Q',
          'H',
        ] as const),
      )
      .option('--logo <file>', 'a PNG in its middle')
      .addOption(DOMAIN)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { qrCommand } = await import('../../link-qr.ts');
        await qrCommand(slug, options);
      }),
    ['signpost links qr spring --out spring.svg', ''],
    ['signpost links qr spring --out spring.png --size 1024 --logo logo.png', ''],
  );
