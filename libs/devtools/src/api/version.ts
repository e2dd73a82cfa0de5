/** Version of the JSON API: the `v1` of its paths. Raised when an answer loses or changes a field; new fields do not raise it. */
export const API_VERSION = 1;
