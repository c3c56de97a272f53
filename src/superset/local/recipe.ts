import { Failure } from '../../errors.ts';

/** The Superset of our own when none is asked for. */
export const SUPERSET_VERSION = '6.1.0';

/** Flask-Caching and cachelib: newer ones break `superset` at import. rich: imported but not required by the package. */
const COMPANIONS: readonly string[] = [
  'rich',
  'Flask-Caching==2.3.1',
  'cachelib<0.14',
  'cachetools',
  'pillow',
  'psycopg2-binary',
  'gunicorn',
];

/** What a fresh install of each release needs besides to start at all; each was installed and deployed to. */
const RELEASES: Readonly<Record<string, readonly string[]>> = {
  '6.1.0': [],
  '6.0.0': [],
  // It allows marshmallow 4, with which its API does not start ("KeyError: 'permission_id'").
  '5.0.0': ['marshmallow==3.26.1', 'marshmallow-sqlalchemy==1.4.0'],
  '4.1.4': [],
};

/**
 * "5.0" or "5.0.0" -> the release of it that we know how to install.
 * @throws Failure USAGE
 */
export function knownRelease(version: string): string {
  const found = Object.keys(RELEASES).find((each) => each === version || each.startsWith(`${version}.`));
  if (found !== undefined && /^\d+\.\d/.test(version)) return found;
  throw new Failure('USAGE', `there is no recipe for Superset ${version}`, {
    hint: `Known are: ${Object.keys(RELEASES).join(', ')}. Any other is deployed to where it runs: environments/ENV.yaml.`,
  });
}

/** What pip installs for a release. */
export const requirementsOf = (version: string): readonly string[] => [
  `apache-superset==${version}`,
  ...COMPANIONS,
  ...(RELEASES[version] ?? []),
];

/** superset_config.py: everything is found beside the file, so the folder can be moved. */
export const CONFIG_PY = `# Written by feedback-loop; change superset_config_extra.py beside it instead.
import os

_home = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(_home, "secret_key")) as _file:
    SECRET_KEY = _file.read().strip()
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.path.join(_home, "superset.db")
# SQLite has one writer: wait for it rather than fail.
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 60}}
DATA_DIR = _home
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = True
# The project's own database may be a SQLite file.
PREVENT_UNSAFE_DB_CONNECTIONS = False
FAB_ADD_SECURITY_API = True
_extra = os.path.join(_home, "superset_config_extra.py")
if os.path.exists(_extra):
    exec(compile(open(_extra).read(), _extra, "exec"))
`;

/**
 * Migrates the metadata, makes roles, makes the administrator. One process in place of three commands: Superset takes
 * seconds to import. The password comes on standard input, so that it is in no process list.
 */
export const PREPARE_PY = `import sys

password = sys.stdin.read()
from superset.app import create_app

app = create_app()
with app.app_context():
    import flask_migrate

    flask_migrate.upgrade()
    from superset import appbuilder, db, security_manager

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    user = security_manager.find_user(username="admin")
    if user is None:
        user = security_manager.add_user(
            "admin", "Admin", "User", "admin@localhost", security_manager.find_role("Admin"), password
        )
    else:
        security_manager.reset_password(user.id, password)
    db.session.commit()
    sys.exit(0 if user else "the administrator could not be made")
`;
