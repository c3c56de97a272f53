-- formerly: 1c84be7af161a39638d7df41a93580e442cd815b8201dbe89247068a91e2466f
-- For v_generation_sample: smaller samples (docs/decisions/0904).
CREATE INDEX idx_code_gen_sample_4 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 4 = 0;
CREATE INDEX idx_code_gen_sample_64 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 64 = 0;
CREATE INDEX idx_code_gen_sample_1024 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 1024 = 0;
