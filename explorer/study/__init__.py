"""What a trial is, as frozen values: arms, fields, endpoints, flow, models, schema."""
