enum PlatformsPlaceholder {}
