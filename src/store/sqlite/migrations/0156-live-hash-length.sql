-- The column as src/model declares it. What it held only spares reading an export again.
ALTER TABLE applied_objects DROP COLUMN live_hash;
ALTER TABLE applied_objects ADD COLUMN live_hash VARCHAR(150); -- Hash of its exported text after the apply, when that said just what was meant
