package eligibility

// Criteria is the published criteria with the service's reference data.
type Criteria struct{}
