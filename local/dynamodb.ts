/**
 * DynamoDB: dynalite (the API on a LevelDB) behind the shared endpoint, with the tables of the template.
 * What was acknowledged survives `kill -9`, because LevelDB writes its log before dynalite answers.
 *
 * Not modelled: transactions, PartiQL, streams, backups and export (dynalite answers UnknownOperationException);
 * `ReturnValuesOnConditionCheckFailure` is ignored; TTL is accepted and deletes nothing, so an expired item can still be
 * read, as in the real one for up to days; capacity is unlimited unless `throttle` says otherwise.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import dynalite from 'dynalite';
import { type HttpRequest, type HttpResponse, respond } from './http.ts';
import type { Permission } from './iam.ts';
import type { AwsService } from './service.ts';
