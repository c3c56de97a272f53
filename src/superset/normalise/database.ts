import type { DatabaseAsset } from '../../model/assets.ts';
import { canonicalUri } from './database-uri.ts';
import { type JsonObject, objectOf, parsedObject, toJson, withoutEmpty, withoutNulls } from './json.ts';
import { storesField } from './versions.ts';

/**
 * A database as Superset stores it. Left out because no export shows them or because they are secrets: password,
 * encrypted_extra, is_managed_externally, external_url, the keys of an SSH tunnel.
 */
export function normaliseDatabase(asset: DatabaseAsset, version: string): JsonObject {
  const tunnel = objectOf(asset.ssh_tunnel);
  const content: JsonObject = {
    database_name: asset.database_name,
    sqlalchemy_uri: canonicalUri(String(asset.sqlalchemy_uri ?? '')),
    cache_timeout: toJson(asset.cache_timeout),
    expose_in_sqllab: asset.expose_in_sqllab !== false,
    allow_run_async: asset.allow_run_async === true,
    allow_ctas: asset.allow_ctas === true,
    allow_cvas: asset.allow_cvas === true,
    allow_dml: asset.allow_dml === true,
    // One column of Superset's, two spellings in its files; an import without either turns it on (6.1).
    allow_file_upload: (asset.allow_csv_upload ?? asset.allow_file_upload) !== false,
    extra: normaliseExtra(asset.extra),
    ssh_tunnel: withoutNulls({
      server_address: toJson(tunnel.server_address),
      server_port: toJson(tunnel.server_port),
      username: toJson(tunnel.username),
    }),
  };
  if (storesField('database.impersonate_user', version)) content.impersonate_user = asset.impersonate_user === true;
  if (storesField('database.configuration_method', version)) {
    content.configuration_method = toJson(asset.configuration_method ?? 'sqlalchemy_form');
  }
  if (Object.keys(content.ssh_tunnel as JsonObject).length === 0) delete content.ssh_tunnel;
  return withoutNulls(content);
}

function normaliseExtra(extra: unknown): JsonObject {
  const { schemas_allowed_for_file_upload: upload, ...rest } = objectOf(parsedObject(extra));
  const renamed = upload === undefined ? rest : { schemas_allowed_for_csv_upload: upload, ...rest };
  return objectOf(withoutEmpty(toJson(renamed))) as JsonObject;
}
