-- An export whose text is the same to the byte need not be read again.
ALTER TABLE applied_objects ADD COLUMN live_hash TEXT; -- Hash of its exported text after the apply, when that said just what was meant
