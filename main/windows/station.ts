/** The kiosk's windows where they stand: free ones of a demo, or locked ones of a venue. */
export interface Station {
  /** Opens the manager's window over the door's. */
  openManager(): void;
  /** Brings the door, or the manager's window over it, to the front. */
  comeForward(): void;
}
