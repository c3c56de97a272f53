-- The column is already as src/model declares it; SQLite's is made so by the file of the same name.
ALTER TABLE gitops.applied_objects ALTER COLUMN live_hash TYPE varchar(150);
