"""What runs inside the inspected interpreter."""
