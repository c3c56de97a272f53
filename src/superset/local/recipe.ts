/** How the Superset of our own is made. The pins are what a fresh install needs to start at all; see docs/superset.md. */
export const SUPERSET_VERSION = '6.1.0';

/** Flask-Caching and cachelib: newer ones break `superset` at import. rich: imported but not required by the package. */
export const REQUIREMENTS: readonly string[] = [
  `apache-superset==${SUPERSET_VERSION}`,
  'rich',
  'Flask-Caching==2.3.1',
  'cachelib<0.14',
  'cachetools',
  'pillow',
  'psycopg2-binary',
  'gunicorn',
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
