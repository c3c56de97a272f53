-- formerly: b3454c9b157906f234fe226b3f7ff9b12cf51406fa2d6085409c244395707e23
-- For v_generation_sample.
CREATE INDEX idx_code_gen_sample_16 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 16 = 0;
CREATE INDEX idx_code_gen_sample_256 ON metrics.metrics_code_generation (organization_id, timestamp) INCLUDE (success, confidence, event_id, repository, source_environment, local_day, local_week) WHERE id % 256 = 0;
