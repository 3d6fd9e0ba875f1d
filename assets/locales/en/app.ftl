app-name = fumi
