-- formerly: 1ecff8ea916597a47b0ac0578372d4a7c42328ccd269a937490fcb5372126f8c
-- For v_generation_sample: smaller samples (docs/decisions/0904).
CREATE INDEX idx_code_gen_sample_4 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 4 = 0;
CREATE INDEX idx_code_gen_sample_64 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 64 = 0;
CREATE INDEX idx_code_gen_sample_1024 ON metrics_code_generation (timestamp, success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 1024 = 0;
