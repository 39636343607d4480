"""The routes of the app: pages by GET, changes by POST, and the API."""
