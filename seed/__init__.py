"""What Appui starts with: documented structures and their sources, communes, tutorials and first tasks."""
