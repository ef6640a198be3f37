// The card, the tile feature and the dashboard strategy of Poly Phone.
