/**
 * Finds a session of this user that has done nothing for a while. One round trip. Parameters: session, milliseconds.
 */
export const IDLE_SESSION = `SELECT id FROM information_schema.processlist WHERE id = ? AND command = 'Sleep' AND time * 1000 >= ?`;
